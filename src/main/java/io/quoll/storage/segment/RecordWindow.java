package io.quoll.storage.segment;

import io.quoll.message.Publication;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.zip.CRC32C;

/**
 * A place at which a record stands, in a buffer that the segment it was loaded from chose. Belongs to one thread; what it
 * shows is valid until it is placed anew. {@link #scratch} is for segments that have to copy.
 */
public final class RecordWindow {

    private static final ByteBuffer NOTHING =
            ByteBuffer.allocate(RecordFormat.HEADER_SIZE + Publication.SLACK).order(ByteOrder.LITTLE_ENDIAN);

    /** Sequences so far apart may be found by reading on. */
    private static final int NEAR = 64;

    private final Publication publication = new Publication();
    private ByteBuffer buffer = NOTHING;
    private int at;
    private boolean published;

    /** What the segment keeps here from one load to the next. */
    private ByteBuffer scratch = NOTHING;

    private Object scratchOwner = NOTHING;
    private long scratchPosition;
    private int scratchBytes;

    /** Where the window was. */
    private Object placeOwner = NOTHING;

    private long placeSequence;
    private long nextPosition;
    private final CRC32C crc = new CRC32C();

    public void place(ByteBuffer newBuffer, int newAt) {
        buffer = newBuffer;
        at = newAt;
        published = false;
    }

    public ByteBuffer buffer() {
        return buffer;
    }

    public int at() {
        return at;
    }

    public int size() {
        return buffer.getInt(at + RecordFormat.SIZE_AT);
    }

    public long sequence() {
        return buffer.getLong(at + RecordFormat.SEQUENCE_AT);
    }

    public long timeNanos() {
        return buffer.getLong(at + RecordFormat.TIME_AT);
    }

    public long expiresAtNanos() {
        return buffer.getLong(at + RecordFormat.EXPIRES_AT);
    }

    public int subjectAt() {
        return at + RecordFormat.HEADER_SIZE;
    }

    public int subjectLength() {
        return buffer.getInt(at + RecordFormat.SUBJECT_LENGTH_AT) & RecordFormat.MAX_SUBJECT;
    }

    public byte[] copySubject() {
        byte[] subject = new byte[subjectLength()];
        buffer.get(subjectAt(), subject);
        return subject;
    }

    public int headerLength() {
        return buffer.getInt(at + RecordFormat.HEADER_LENGTH_AT);
    }

    /** Headers and payload. */
    public int bodyLength() {
        return size() - RecordFormat.HEADER_SIZE - subjectLength();
    }

    public Publication message() {
        if (!published) {
            int subjectLength = subjectLength();
            int subjectAt = subjectAt();
            publication.set(
                    buffer,
                    subjectAt,
                    subjectLength,
                    SubjectKey.hashOf(buffer, subjectAt, subjectLength),
                    0,
                    0,
                    subjectAt + subjectLength,
                    headerLength(),
                    bodyLength(),
                    false);
            published = true;
        }
        return publication;
    }

    /** A buffer of this window's own with room for that many bytes and the slack behind; what was in it may be lost. */
    public ByteBuffer scratch(int bytes) {
        if (scratch.capacity() < bytes + Publication.SLACK) {
            scratch = ByteBuffer.allocate(bytes + Publication.SLACK).order(ByteOrder.LITTLE_ENDIAN);
        }
        scratchOwner = NOTHING;
        return scratch;
    }

    public ByteBuffer scratch() {
        return scratch;
    }

    /** Notes what the scratch buffer holds, so that the next load may find it there. */
    public void scratchHolds(Object owner, long position, int bytes) {
        scratchOwner = owner;
        scratchPosition = position;
        scratchBytes = bytes;
    }

    /** How many bytes of that owner the scratch buffer holds from that position on. */
    public int scratchBytesFrom(Object owner, long position) {
        if (scratchOwner != owner || position < scratchPosition) {
            return 0;
        }
        return (int) Math.max(0, scratchPosition + scratchBytes - position);
    }

    /** Where in the scratch buffer that position is. */
    public int scratchOffset(long position) {
        return (int) (position - scratchPosition);
    }

    /** Where the scratch buffer's bytes begin. */
    public long scratchPosition() {
        return scratchPosition;
    }

    /** Whether the checksum of the record that would stand at that place of the scratch buffer is right. */
    public boolean isWhole(int recordAt, int size) {
        scratch.limit(recordAt + size).position(recordAt + RecordFormat.SIZE_AT);
        crc.reset();
        crc.update(scratch);
        scratch.clear();
        return (int) crc.getValue() == scratch.getInt(recordAt);
    }

    /** Notes where the record behind the one of that sequence is. */
    public void next(Object owner, long sequence, long position) {
        placeOwner = owner;
        placeSequence = sequence;
        nextPosition = position;
    }

    /** Where the record behind the last one is, if that was a little before this sequence; else -1. */
    public long next(Object owner, long sequence) {
        return placeOwner == owner && sequence > placeSequence && sequence - placeSequence <= NEAR ? nextPosition : -1;
    }

    /** Where it was is no longer to be trusted. */
    public void forgetPlace() {
        placeOwner = NOTHING;
    }

    /** What was kept is no longer to be trusted. */
    public void forgetScratch() {
        scratchOwner = NOTHING;
        placeOwner = NOTHING;
        scratch = NOTHING;
        buffer = NOTHING;
        at = 0;
    }
}
