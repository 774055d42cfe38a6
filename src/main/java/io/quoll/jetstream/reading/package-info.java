/**
 * Streams read by whoever asks for their messages in order, past consumers: a reading keeps its place and nothing else, takes
 * as many messages as are demanded, and leaves no trace in the stream. Comes in: a {@link io.quoll.jetstream.stream.Stream},
 * from where on and what; goes out: batches, on the reader's thread.
 */
@NullMarked
package io.quoll.jetstream.reading;

import org.jspecify.annotations.NullMarked;
