package io.quoll.storage.log;

import io.quoll.storage.log.Disk.DiskFile;
import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * Room at the end of a file, made before a record is taken in, so that a full disk is noticed in time. A file that gets little
 * at a time is filled with zeros ahead: neither a write nor a force has a change of its size to note then. One that takes in
 * much with each write, and from one force to the next, would only be written twice; as long as its disk has plenty of room it
 * is not filled. Belongs to a {@link RecordWriter}, whose lock is held.
 */
final class Headroom {

    private static final int ZEROS_AT_ONCE = 64 << 10;
    private static final int MOST_AHEAD = 4 << 20;

    /** From so much in one write on, and so much from one force to the next, zeros cost more than they spare; on ext4. */
    private static final long LARGE_WRITE = 32 << 10;

    private static final long LARGE_FORCE = 256 << 10;

    /** More than all streams together take in before they look again. */
    private static final long PLENTY = 1L << 30;

    /** On the heap, as a native executable may hold no other buffer from its building. */
    private static final ByteBuffer ZEROS = ByteBuffer.allocate(ZEROS_AT_ONCE).asReadOnlyBuffer();

    private final DiskFile file;
    private final int leastAhead;
    private long reach;
    private long zeroedTo;

    /** Where the last room was made, and how often the file was written and forced since. */
    private long madeAt;

    private int writes;
    private int forces;
    private boolean unfilled;

    /**
     * @param end where the file ends
     * @param leastAhead how much is filled ahead at least; more in a large file
     * @param unfilled whether it is likely not to be worth it
     */
    Headroom(DiskFile file, long end, int leastAhead, boolean unfilled) {
        this.file = file;
        this.leastAhead = leastAhead;
        this.reach = end;
        this.zeroedTo = end;
        this.madeAt = end;
        this.unfilled = unfilled;
    }

    static Headroom of(DiskFile file, long end, boolean unfilled) {
        return new Headroom(file, end, ZEROS_AT_ONCE, unfilled);
    }

    /** Whether the file was not found worth filling. */
    boolean isUnfilled() {
        return unfilled;
    }

    void onWritten() {
        writes++;
    }

    void onForced() {
        forces++;
    }

    /** The disk was full all the same. */
    void onFull() {
        reach = 0;
        unfilled = false;
    }

    /**
     * Returns when there is room.
     *
     * @param end where the records end
     * @param needed where they are to end
     */
    void reach(long end, long needed) throws IOException {
        if (needed <= reach) {
            return;
        }
        if (madeAt < reach) {
            unfilled = end - madeAt >= Math.max(forces * LARGE_FORCE, writes * LARGE_WRITE);
        }
        if (unfilled && file.usableSpace() >= PLENTY) {
            reach = needed + MOST_AHEAD;
        } else {
            fill(Math.max(zeroedTo, end), needed);
        }
        madeAt = end;
        writes = 0;
        forces = 0;
    }

    private void fill(long from, long needed) throws IOException {
        long ahead = Math.max(leastAhead, Math.min(MOST_AHEAD, from >> 1));
        long target = (needed + ahead + leastAhead - 1) / leastAhead * leastAhead;
        zeroedTo = from;
        try {
            while (zeroedTo < target) {
                ByteBuffer zeros = ZEROS.duplicate();
                zeros.limit((int) Math.min(zeros.capacity(), target - zeroedTo));
                int more = zeros.remaining();
                file.write(zeros, zeroedTo);
                zeroedTo += more;
            }
        } catch (IOException e) {
            // Some room may have been made; what was asked for counts.
            if (needed > zeroedTo) {
                throw e;
            }
        } finally {
            reach = zeroedTo;
        }
    }
}
