/**
 * What tests stand on: a broker in this process, a client that writes and expects bytes, loops and sinks that only move when
 * told to, and chance that can be repeated. Kept like product code.
 */
@NullMarked
package io.quoll.testkit;

import org.jspecify.annotations.NullMarked;
