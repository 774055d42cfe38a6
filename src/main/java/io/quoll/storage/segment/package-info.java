/**
 * What keeping a stream's messages means wherever their bytes are: {@link io.quoll.storage.segment.SegmentedStore} keeps the
 * books (which sequences are there, what is kept of each subject, what ends when), {@link io.quoll.storage.segment.Segment}
 * is a run of messages whose bytes somebody else keeps. {@link io.quoll.storage.memory} keeps them on the heap, {@code
 * io.quoll.storage.log} in files.
 */
@NullMarked
package io.quoll.storage.segment;

import org.jspecify.annotations.NullMarked;
