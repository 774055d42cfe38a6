/**
 * How streams and consumers speak to clients: the catalogue of errors, JSON as nats-server reads and writes it, times,
 * durations and header blocks. Bytes come in, values and {@link io.quoll.jetstream.wire.ApiException}s go out. Knows nothing
 * of streams; {@link io.quoll.jetstream.stream} comes next.
 */
@NullMarked
package io.quoll.jetstream.wire;

import org.jspecify.annotations.NullMarked;
