package io.quoll.testkit;

import io.quoll.jetstream.stream.Durability;
import io.quoll.jetstream.stream.StreamSettings;

/** Settings that get in nobody's way. */
public record PlainStreamSettings() implements StreamSettings {

    @Override
    public Durability durability() {
        return Durability.ALWAYS;
    }

    @Override
    public long syncIntervalNanos() {
        return 1_000_000_000L;
    }

    @Override
    public long maxBufferedBytes() {
        return 1L << 30;
    }

    @Override
    public int maxBufferedMessages() {
        return 1_000_000;
    }

    @Override
    public int maxPayloadBytes() {
        return 1 << 20;
    }

    @Override
    public long maxPendingBytes() {
        return 1L << 26;
    }

    @Override
    public long longestDuplicateWindowNanos() {
        return 0;
    }

    @Override
    public int requestQueueLimit() {
        return 10_000;
    }

    @Override
    public boolean strict() {
        return true;
    }

    @Override
    public String domain() {
        return "";
    }

    @Override
    public int maxBatchMessages() {
        return 1_000;
    }

    @Override
    public int maxBatchesPerStream() {
        return 50;
    }

    @Override
    public int maxBatches() {
        return 1_000;
    }

    @Override
    public long batchTimeoutNanos() {
        return 10_000_000_000L;
    }

    @Override
    public long maxMemoryBytes() {
        return -1;
    }

    @Override
    public long maxFileBytes() {
        return -1;
    }

    @Override
    public String storeDirectory() {
        return "";
    }
}
