package io.quoll.storage.log;

import io.quoll.storage.segment.RecordFormat;
import io.quoll.storage.segment.RecordWindow;
import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * Walks over the records of a file from one place to another and checks each. What is no record is passed over if a record
 * follows, and is the end if none does.
 */
final class SegmentScan {

    private static final int BLOCK = 1 << 20;
    private static final int LARGEST_RECORD = 1 << 28;

    private final RecordBytes file;
    private final long limit;
    private final RecordWindow window = new RecordWindow();
    private int damages;

    /** @param limit where there is nothing more to be read */
    SegmentScan(RecordBytes file, long limit) {
        this.file = file;
        this.limit = limit;
    }

    /** Is shown records. */
    @FunctionalInterface
    interface Visitor {
        /**
         * @param afterDamage whether what stood between it and the one before is no record
         */
        void record(byte kind, long position, RecordWindow window, boolean afterDamage) throws IOException;
    }

    /** Shows every record from a position on, and says where the last one ends. */
    long from(long position, Visitor visitor) throws IOException {
        long end = position;
        long at = position;
        boolean damaged = false;
        while (at + RecordFormat.HEADER_SIZE <= limit) {
            int size = wholeRecord(at);
            if (size > 0) {
                byte kind = window.buffer().get(window.at() + RecordFormat.KIND_AT);
                if (damaged) {
                    damages++;
                }
                visitor.record(kind, at, window, damaged);
                damaged = false;
                at += RecordFormat.padded(size);
                end = at;
            } else {
                damaged = true;
                at += 8;
            }
        }
        return end;
    }

    /** In how many places something was damaged. */
    int damages() {
        return damages;
    }

    /** The size of the record there, 0 if there is none. Places the window on it. */
    private int wholeRecord(long position) throws IOException {
        if (!have(position, RecordFormat.HEADER_SIZE)) {
            return 0;
        }
        ByteBuffer buffer = window.scratch();
        int at = window.scratchOffset(position);
        int size = buffer.getInt(at + RecordFormat.SIZE_AT);
        if (size < RecordFormat.HEADER_SIZE
                || size > LARGEST_RECORD
                || position + size > limit
                || !isPlausible(buffer, at, size)
                || !have(position, size)) {
            return 0;
        }
        at = window.scratchOffset(position);
        if (!window.isWhole(at, size)) {
            return 0;
        }
        window.place(window.scratch(), at);
        return size;
    }

    /** Spares most checksums while a record is looked for among other bytes. */
    private static boolean isPlausible(ByteBuffer buffer, int at, int size) {
        byte kind = buffer.get(at + RecordFormat.KIND_AT);
        int subjectLength = buffer.getInt(at + RecordFormat.SUBJECT_LENGTH_AT) & RecordFormat.MAX_SUBJECT;
        int headerLength = buffer.getInt(at + RecordFormat.HEADER_LENGTH_AT);
        return kind >= RecordFormat.MESSAGE
                && kind <= RecordFormat.SKIP
                && buffer.get(at + RecordFormat.FLAGS_AT) == 0
                && buffer.getLong(at + RecordFormat.SEQUENCE_AT) >= 0
                && headerLength >= 0
                && headerLength <= size - RecordFormat.HEADER_SIZE - subjectLength;
    }

    private boolean have(long position, int bytes) throws IOException {
        if (window.scratchBytesFrom(this, position) >= bytes) {
            return true;
        }
        int size = (int) Math.min(limit - position, Math.max(BLOCK, bytes));
        ByteBuffer buffer = window.scratch(size);
        int read = file.read(buffer.limit(size).position(0), position);
        buffer.clear();
        window.scratchHolds(this, position, read);
        return read >= bytes;
    }
}
