/** Stands in for the compiler that Chronicle Values is linked with and has no use for here. */
package net.openhft.compiler;
