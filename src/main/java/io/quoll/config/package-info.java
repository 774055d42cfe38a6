/**
 * What the operator asked for: the configuration file, the command line and Quoll's own properties, as plain settings.
 */
@NullMarked
package io.quoll.config;

import org.jspecify.annotations.NullMarked;
