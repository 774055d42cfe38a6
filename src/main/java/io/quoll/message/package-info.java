/**
 * What is carried: a subject, an optional reply subject, headers and a payload, as a window into received bytes while it is
 * routed, or as an object of its own for whoever keeps it.
 */
@NullMarked
package io.quoll.message;

import org.jspecify.annotations.NullMarked;
