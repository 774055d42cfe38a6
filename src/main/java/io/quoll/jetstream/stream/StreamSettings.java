package io.quoll.jetstream.stream;

/** What the operator decides about all streams. */
public interface StreamSettings {

    Durability durability();

    /** How often the disk has to confirm where not every acknowledgement waits for it. */
    long syncIntervalNanos();

    /** The most bytes that wait to be written to one stream; beyond, publications are refused. */
    long maxBufferedBytes();

    /** The most messages that wait to be written to one stream. */
    int maxBufferedMessages();

    /** Both of them. */
    default StagedIntake.Room room() {
        return new StagedIntake.Room(maxBufferedBytes(), maxBufferedMessages());
    }

    int maxPayloadBytes();

    /** What one request for many messages gets at most where it says nothing. */
    long maxPendingBytes();

    /** The longest window for duplicates, 0 for any. */
    long longestDuplicateWindowNanos();

    /** Most requests that wait to be answered. */
    int requestQueueLimit();

    /** Whether requests with unknown fields are refused. */
    boolean strict();

    /** The name of all streams of this server among those of others, or nothing. */
    String domain();

    /** Most messages of an atomic batch. */
    int maxBatchMessages();

    /** Most atomic batches underway for one stream. */
    int maxBatchesPerStream();

    /** Most atomic batches underway in all. */
    int maxBatches();

    /** A batch that is silent for so long is given up. */
    long batchTimeoutNanos();

    /** Where streams are kept, for showing. */
    String storeDirectory();

    /** What the server may keep in memory, or -1. */
    long maxMemoryBytes();

    /** What the server may keep in files, or -1. */
    long maxFileBytes();
}
