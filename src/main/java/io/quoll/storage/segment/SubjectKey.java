package io.quoll.storage.segment;

import io.quoll.message.Publication;
import io.quoll.message.SubjectHash;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * The bytes of a subject wherever they stand, and their {@link SubjectHash}. Reused; points into a little-endian buffer that
 * can be read for {@link Publication#SLACK} bytes beyond.
 */
public final class SubjectKey {

    private ByteBuffer buffer = ByteBuffer.allocate(Publication.SLACK).order(ByteOrder.LITTLE_ENDIAN);
    private int at;
    private int length;
    private long hash;

    /** A key with bytes of its own. */
    public static SubjectKey of(byte[] subject) {
        SubjectKey key = new SubjectKey();
        key.buffer = ByteBuffer.allocate(subject.length + Publication.SLACK).order(ByteOrder.LITTLE_ENDIAN);
        key.buffer.put(0, subject);
        key.length = subject.length;
        key.hash = SubjectHash.of(subject);
        return key;
    }

    public SubjectKey on(Publication message) {
        return on(message.bytes(), message.subjectStart(), message.subjectLength(), message.subjectHash());
    }

    public SubjectKey on(RecordWindow window) {
        int subjectAt = window.subjectAt();
        int subjectLength = window.subjectLength();
        return on(window.buffer(), subjectAt, subjectLength, hashOf(window.buffer(), subjectAt, subjectLength));
    }

    SubjectKey on(ByteBuffer newBuffer, int newAt, int newLength, long newHash) {
        buffer = newBuffer;
        at = newAt;
        length = newLength;
        hash = newHash;
        return this;
    }

    public ByteBuffer buffer() {
        return buffer;
    }

    public int at() {
        return at;
    }

    public int length() {
        return length;
    }

    public long hash() {
        return hash;
    }

    public byte[] copy() {
        byte[] subject = new byte[length];
        buffer.get(at, subject);
        return subject;
    }

    /** Whether the record there has this subject. */
    public boolean isOf(RecordWindow window) {
        return length == window.subjectLength() && equalBytes(window.buffer(), window.subjectAt());
    }

    private boolean equalBytes(ByteBuffer other, int otherAt) {
        int i = 0;
        for (; i + 8 <= length; i += 8) {
            if (buffer.getLong(at + i) != other.getLong(otherAt + i)) {
                return false;
            }
        }
        long difference = buffer.getLong(at + i) ^ other.getLong(otherAt + i);
        return SubjectHash.firstBytes(difference, length - i) == 0;
    }

    /** As {@link SubjectHash#of(byte[])}. */
    public static long hashOf(ByteBuffer buffer, int at, int length) {
        return hashOf(SubjectHash.seed(), buffer, at, length);
    }

    /** The same under another seed, for hashes that outlive the process. */
    public static long hashOf(long seed, ByteBuffer buffer, int at, int length) {
        long hash = seed;
        int i = 0;
        for (; i + 8 <= length; i += 8) {
            hash = SubjectHash.mix(hash, buffer.getLong(at + i));
        }
        return SubjectHash.mix(hash, SubjectHash.firstBytes(buffer.getLong(at + i), length - i));
    }
}
