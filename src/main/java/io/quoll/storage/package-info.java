/**
 * The ports behind which a stream's messages are kept: {@link io.quoll.storage.MessageStore} for the messages of one stream,
 * {@link io.quoll.storage.StateLog} for what must be remembered beside them, {@link io.quoll.storage.StreamDirectory} for
 * all of it on one disk. A store says what happened; the stream decides what to do about it.
 */
@NullMarked
package io.quoll.storage;

import org.jspecify.annotations.NullMarked;
