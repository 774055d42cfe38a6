/**
 * Streams in files. {@link io.quoll.storage.log.LogStreamDirectory} holds a directory of them, {@link
 * io.quoll.storage.log.LogMessageStore} the messages of one: {@link io.quoll.storage.log.LogSegment segments} of {@linkplain
 * io.quoll.storage.segment.RecordFormat records}, appended to by one {@link io.quoll.storage.log.RecordWriter}, sealed in
 * the background, and a {@link io.quoll.storage.log.Catalogue} that says how things stood when the last one began. Everything
 * on the disk is touched through {@link io.quoll.storage.log.Disk}.
 */
@NullMarked
package io.quoll.storage.log;

import org.jspecify.annotations.NullMarked;
