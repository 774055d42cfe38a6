package io.quoll.jetstream.stream;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * What consumes a stream, as the stream knows it. Everything but {@link #count}, {@link #describe} and {@link #lags} is called on the stream's writer,
 * and must hand on what takes time.
 */
public interface StreamConsumers {

    /** Any thread. */
    int count();

    /** Whether there is a consumer of that name. Any thread. */
    default boolean has(String consumer) {
        return false;
    }

    /** Whether some consumer will want a message of that subject; asked where interest decides what is kept. */
    boolean wants(byte[] subject);

    /** Whether somebody is to be told of messages as they are appended. */
    default boolean listens() {
        return false;
    }

    /** A message of that subject was appended; told only while somebody {@linkplain #listens listens}. */
    default void onAppended(byte[] subject) {}

    /** Whether somebody waits to hear that what it said to a consumer will not be forgotten. */
    default boolean areConfirming() {
        return false;
    }

    /** The writer has done and committed what it was asked for in this run. */
    default void afterRun() {}

    /** Messages up to this sequence are there and as durable as the stream promises. */
    void onStored(long lastSequence);

    /** A single message is no more, other than by a consumer's own acknowledgement. */
    void onRemoved(long sequence);

    /** All before that sequence is no more. */
    void onRemovedBefore(long sequence);

    /** Many messages that match have gone. */
    void onPurged();

    /** The stream is configured otherwise from now on. */
    void onUpdated(StreamConfig config);

    /** The stream goes, for good or until the next start. */
    void onClosed(boolean deleted);

    /** Each as an object of JSON, for monitoring. Any thread but the writer's, for which it waits, a second at most. */
    default List<byte[]> describe(boolean withConfigs) {
        return List.of();
    }

    /** How far behind each of them is, counted on the writer, for monitoring. Any thread; completes never once the stream is closed. */
    default CompletionStage<List<ConsumerLag>> lags() {
        return CompletableFuture.completedStage(List.of());
    }

    /** Nobody. */
    StreamConsumers NONE = new StreamConsumers() {
        @Override
        public int count() {
            return 0;
        }

        @Override
        public boolean wants(byte[] subject) {
            return false;
        }

        @Override
        public void onStored(long lastSequence) {}

        @Override
        public void onRemoved(long sequence) {}

        @Override
        public void onRemovedBefore(long sequence) {}

        @Override
        public void onPurged() {}

        @Override
        public void onUpdated(StreamConfig config) {}

        @Override
        public void onClosed(boolean deleted) {}
    };
}
