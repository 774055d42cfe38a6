/**
 * Streams on their way to a file and back. A {@link io.quoll.jetstream.snapshot.Snapshot} reads a stream past its writer and
 * sends it in chunks, as fast as they are acknowledged; a {@link io.quoll.jetstream.snapshot.Restoration} takes such chunks and
 * fills a stream that is there only when all has come and was found to be in order. What the chunks hold is nats-server's archive
 * of messages ({@link io.quoll.jetstream.snapshot.ArchiveWriter}) in frames of S2. Called by {@code jetstream.api}.
 */
@NullMarked
package io.quoll.jetstream.snapshot;

import org.jspecify.annotations.NullMarked;
