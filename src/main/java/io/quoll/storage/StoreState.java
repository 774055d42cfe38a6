package io.quoll.storage;

/**
 * How a store stands at one moment. An empty one has {@code firstSequence == lastSequence + 1}.
 *
 * @param bytes subjects, headers and payloads with what each record takes beside them
 * @param firstTimeNanos 0 where there is no message
 * @param lastTimeNanos when the last message was appended, kept when it is removed; 0 if there never was one
 * @param subjects how many there are, 0 while that {@linkplain MessageStore#indexing is not known yet}
 * @param lostMessages how many records were found damaged and had to be given up
 */
public record StoreState(
        long messages,
        long bytes,
        long firstSequence,
        long firstTimeNanos,
        long lastSequence,
        long lastTimeNanos,
        long subjects,
        long lostMessages) {

    /** How many between first and last are no longer there. */
    public long removed() {
        return messages == 0 ? 0 : lastSequence - firstSequence + 1 - messages;
    }
}
