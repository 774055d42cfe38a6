/** A class that Chronicle Map would otherwise generate while the program runs. */
package net.openhft.chronicle.hash;
