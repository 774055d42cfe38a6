package io.quoll.storage.index;

/**
 * How a store stood when it was closed. An index that was left behind under another mark is of another time. As sequences are
 * given once, a store that was written since does not come back to the same one.
 *
 * @param end the next sequence
 */
public record IndexMark(long end, long messages, long bytes, long lastTimeNanos) {}
