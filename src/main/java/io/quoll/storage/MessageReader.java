package io.quoll.storage;

import io.quoll.message.Publication;
import java.nio.ByteBuffer;

/**
 * A place in a store from which messages are read, one at a time. Belongs to one thread; remembers where it was, so that
 * reading on costs little. What it shows is valid until its next move.
 */
public interface MessageReader extends AutoCloseable {

    /**
     * Moves to the message of that sequence.
     *
     * @return false if it is not there
     */
    boolean read(long sequence);

    /**
     * Moves to the first message at or after {@code sequence} that matches.
     *
     * @return false if there is none
     */
    boolean next(long sequence, SubjectFilter filter);

    /**
     * Moves to the first message at or after {@code sequence} that has headers, without reading stretches that have none.
     *
     * @return false if there is none
     */
    boolean nextWithHeaders(long sequence);

    /**
     * Moves to the last message at or before {@code sequence} that matches.
     *
     * @return false if there is none
     */
    boolean last(long sequence, SubjectFilter filter);

    /**
     * Moves to the last message of a literal subject, which stands in a little-endian buffer that can be read for {@link
     * Publication#SLACK} bytes beyond it.
     *
     * @return false if there is none
     */
    boolean lastOf(ByteBuffer subjectFrom, int subjectAt, int subjectLength);

    long sequence();

    /** Since the epoch. */
    long timeNanos();

    /** When it ends by itself, or {@link MessageStore#NEVER}. */
    long expiresAtNanos();

    /** Subject, headers and payload, without a reply subject. The bytes are those of the store or a copy of them. */
    Publication message();

    /** What it takes in the store's count of bytes. */
    int storedBytes();

    @Override
    void close();
}
