/**
 * Streams read over HTTP: from any place on, to the end and beyond, and on from where a connection was cut. What is read comes
 * from {@link io.quoll.jetstream.reading}, how it looks is the affair of {@link io.quoll.http.format}.
 */
@NullMarked
package io.quoll.http.stream;

import org.jspecify.annotations.NullMarked;
