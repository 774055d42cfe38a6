package io.quoll.storage;

/**
 * What a store keeps of one subject.
 *
 * @param first the sequence of its first message
 * @param last the sequence of its last message
 * @param count how many there are, at least one
 */
public record SubjectState(long first, long last, long count) {}
