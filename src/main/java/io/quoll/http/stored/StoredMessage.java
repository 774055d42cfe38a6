package io.quoll.http.stored;

import io.quoll.message.Message;
import io.quoll.message.MessageBatch;
import java.time.Instant;

/** A message as a stream keeps it. */
public record StoredMessage(long sequence, Instant time, Message message) {

    private static final long NANOS = 1_000_000_000L;

    /** The message of a stream that the batch is at. */
    static StoredMessage of(MessageBatch batch) {
        long time = batch.timeNanos();
        return new StoredMessage(
                batch.sequence(),
                Instant.ofEpochSecond(Math.floorDiv(time, NANOS), Math.floorMod(time, NANOS)),
                batch.message());
    }
}
