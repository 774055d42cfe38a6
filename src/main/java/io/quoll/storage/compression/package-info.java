/**
 * The format of Snappy and what S2 adds to it: {@link io.quoll.storage.compression.SnappyBlock} makes one block smaller and reads
 * it again, {@link io.quoll.storage.compression.FrameWriter} and {@link io.quoll.storage.compression.FrameReader} make a stream
 * of blocks. Knows nothing of messages. Sealed segments and snapshots of streams come by here.
 */
@NullMarked
package io.quoll.storage.compression;

import org.jspecify.annotations.NullMarked;
