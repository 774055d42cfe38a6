package io.quoll.storage.segment;

import io.quoll.message.Publication;
import io.quoll.message.SubjectHash;
import io.quoll.storage.segment.SubjectIndex.SubjectEntry;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * Subjects in open addressing, their bytes one behind the other in one array. Not thread-safe.
 *
 * <pre>
 *  cells  | hash | first | last | count and place of the bytes | hash ...      32 bytes a slot, hash 0: free
 *  bytes  | length length s u b j e c t ... | length length ...               what was removed stays until the next resize
 * </pre>
 */
final class SubjectShard {

    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final int CELL = 4;
    private static final int FIRST = 1;
    private static final int LAST = 2;
    private static final int COUNT = 3;

    /** The lower bits of the fourth word are the place of the bytes. */
    private static final int PLACE_BITS = 31;

    private static final long PLACE_MASK = (1L << PLACE_BITS) - 1;
    private static final long ONE = 1L << PLACE_BITS;

    private static final long UPPER_HALF = -1L << Integer.SIZE;
    private static final int SPREAD = 0x9E3779B9;

    private long[] cells = new long[4 * CELL];
    private byte[] bytes = new byte[64];
    /** On the bytes. */
    private ByteBuffer view = viewOf(bytes);

    private int bytesUsed;
    private int deadBytes;
    private int size;

    private static ByteBuffer viewOf(byte[] bytes) {
        return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }

    /** Whether the subject is new. */
    boolean added(SubjectKey subject, long sequence) {
        int slot = slot(subject);
        if (slot >= 0) {
            cells[slot + FIRST] = Math.min(sequence, cells[slot + FIRST]);
            cells[slot + LAST] = Math.max(sequence, cells[slot + LAST]);
            cells[slot + COUNT] += ONE;
            return false;
        }
        int capacity = cells.length / CELL;
        if (size + 1 > capacity - (capacity >> 2)) {
            resize(capacity << 1);
        }
        int place = keep(subject);
        slot = free(tableHash(subject));
        cells[slot] = tableHash(subject);
        cells[slot + FIRST] = sequence;
        cells[slot + LAST] = sequence;
        cells[slot + COUNT] = ONE | place;
        size++;
        return true;
    }

    /** Whether the subject went with it. */
    boolean removed(SubjectKey subject, LiveSet live) {
        int slot = slot(subject);
        if (slot < 0) {
            return false;
        }
        long rest = cells[slot + COUNT] - ONE;
        if (rest >>> PLACE_BITS == 0) {
            remove(slot);
            return true;
        }
        cells[slot + COUNT] = rest;
        if (rest >>> PLACE_BITS == 1) {
            // Where one is left and an end is there, it is that one: the usual case of a key with one value.
            if (live.contains(cells[slot + LAST])) {
                cells[slot + FIRST] = cells[slot + LAST];
            } else if (live.contains(cells[slot + FIRST])) {
                cells[slot + LAST] = cells[slot + FIRST];
            }
        }
        return false;
    }

    boolean find(SubjectKey subject, SubjectEntry entry) {
        int slot = slot(subject);
        if (slot < 0) {
            return false;
        }
        fill(entry, slot);
        return true;
    }

    /** Places the key on the subject whose hash has that upper half, if there is one and no other. */
    boolean byHash(long upperHash, SubjectKey key) {
        int found = -1;
        for (int slot = home(upperHash); cells[slot] != 0; slot = next(slot)) {
            if ((cells[slot] & UPPER_HALF) == upperHash) {
                if (found >= 0) {
                    return false;
                }
                found = slot;
            }
        }
        if (found < 0) {
            return false;
        }
        int place = (int) (cells[found + COUNT] & PLACE_MASK);
        key.on(view, place + 2, lengthAt(place), cells[found]);
        return true;
    }

    void settle(SubjectKey subject, long first, long last) {
        int slot = slot(subject);
        if (slot >= 0) {
            cells[slot + FIRST] = first;
            cells[slot + LAST] = last;
        }
    }

    boolean forget(SubjectKey subject) {
        int slot = slot(subject);
        if (slot >= 0) {
            remove(slot);
        }
        return slot >= 0;
    }

    /** Enters a subject as it is; that it is not there is for the caller to know. */
    void put(SubjectKey subject, SubjectEntry entry) {
        added(subject, entry.first());
        int slot = slot(subject);
        cells[slot + FIRST] = entry.first();
        cells[slot + LAST] = entry.last();
        cells[slot + COUNT] = entry.count() << PLACE_BITS | (cells[slot + COUNT] & PLACE_MASK);
    }

    /** Shows some subjects and forgets them; says how many. */
    int evict(int most, SubjectIndex.Visitor visitor) {
        SubjectEntry entry = new SubjectEntry();
        int evicted = 0;
        int slot = size == 0 ? cells.length : 0;
        while (slot < cells.length && evicted < most) {
            if (cells[slot] == 0) {
                slot += CELL;
                continue;
            }
            int place = (int) (cells[slot + COUNT] & PLACE_MASK);
            fill(entry, slot);
            visitor.visit(Arrays.copyOfRange(bytes, place + 2, place + 2 + lengthAt(place)), entry);
            int capacity = cells.length;
            remove(slot);
            evicted++;
            // Another may have moved here; after a resize all may be elsewhere.
            slot = cells.length == capacity ? slot : 0;
        }
        return evicted;
    }

    void forEach(SubjectIndex.Visitor visitor) {
        SubjectEntry entry = new SubjectEntry();
        for (int slot = 0; slot < cells.length; slot += CELL) {
            if (cells[slot] != 0) {
                int place = (int) (cells[slot + COUNT] & PLACE_MASK);
                fill(entry, slot);
                visitor.visit(Arrays.copyOfRange(bytes, place + 2, place + 2 + lengthAt(place)), entry);
            }
        }
    }

    /** The same in the order of hashes, as far as {@link SubjectTable#ORDERED} goes. */
    void forEachInOrder(SubjectTable.OrderedVisitor visitor) {
        long[] order = new long[size];
        int count = 0;
        for (int slot = 0; slot < cells.length; slot += CELL) {
            if (cells[slot] != 0) {
                order[count++] = (cells[slot] & SubjectTable.ORDERED | slot / CELL) ^ Long.MIN_VALUE;
            }
        }
        Arrays.sort(order);
        SubjectEntry entry = new SubjectEntry();
        for (long each : order) {
            int slot = (int) (each & ~SubjectTable.ORDERED) * CELL;
            int place = (int) (cells[slot + COUNT] & PLACE_MASK);
            fill(entry, slot);
            visitor.visit(
                    cells[slot] & SubjectTable.ORDERED,
                    Arrays.copyOfRange(bytes, place + 2, place + 2 + lengthAt(place)),
                    entry);
        }
    }

    private void fill(SubjectEntry entry, int slot) {
        entry.set(cells[slot + FIRST], cells[slot + LAST], cells[slot + COUNT] >>> PLACE_BITS);
    }

    private static long tableHash(SubjectKey subject) {
        return subject.hash() == 0 ? 1 : subject.hash();
    }

    /** Found by the upper half of the hash alone. */
    private int home(long hash) {
        int upper = (int) (hash >>> Integer.SIZE);
        return (upper * SPREAD >>> 8 & (cells.length / CELL - 1)) * CELL;
    }

    private int next(int slot) {
        return slot + CELL == cells.length ? 0 : slot + CELL;
    }

    private int slot(SubjectKey subject) {
        long hash = tableHash(subject);
        int slot = home(hash);
        while (cells[slot] != 0) {
            if (cells[slot] == hash && equal(subject, (int) (cells[slot + COUNT] & PLACE_MASK))) {
                return slot;
            }
            slot = next(slot);
        }
        return -1;
    }

    private int free(long hash) {
        int slot = home(hash);
        while (cells[slot] != 0) {
            slot = next(slot);
        }
        return slot;
    }

    private int lengthAt(int place) {
        return (bytes[place] & 0xFF) | (bytes[place + 1] & 0xFF) << 8;
    }

    private boolean equal(SubjectKey subject, int place) {
        int length = subject.length();
        if (length != lengthAt(place)) {
            return false;
        }
        ByteBuffer buffer = subject.buffer();
        int at = subject.at();
        int kept = place + 2;
        int i = 0;
        for (; i + 8 <= length; i += 8) {
            if ((long) LONGS.get(bytes, kept + i) != buffer.getLong(at + i)) {
                return false;
            }
        }
        long difference = (long) LONGS.get(bytes, kept + i) ^ buffer.getLong(at + i);
        return SubjectHash.firstBytes(difference, length - i) == 0;
    }

    private int keep(SubjectKey subject) {
        int place = bytesUsed;
        int needed = place + 2 + subject.length() + Publication.SLACK;
        if (needed > bytes.length) {
            bytes = Arrays.copyOf(bytes, Math.max(needed, bytes.length + (bytes.length >> 1)));
            view = viewOf(bytes);
        }
        bytes[place] = (byte) subject.length();
        bytes[place + 1] = (byte) (subject.length() >> 8);
        subject.buffer().get(subject.at(), bytes, place + 2, subject.length());
        bytesUsed = place + 2 + subject.length();
        return place;
    }

    /** Frees a slot and moves back what a search would otherwise no longer reach. */
    private void remove(int slot) {
        deadBytes += 2 + lengthAt((int) (cells[slot + COUNT] & PLACE_MASK));
        size--;
        int gap = slot;
        int at = slot;
        while (true) {
            at = next(at);
            if (cells[at] == 0) {
                break;
            }
            int home = home(cells[at]);
            int wayToAt = at >= home ? at - home : at - home + cells.length;
            int wayFromGap = at >= gap ? at - gap : at - gap + cells.length;
            if (wayToAt >= wayFromGap) {
                System.arraycopy(cells, at, cells, gap, CELL);
                gap = at;
            }
        }
        cells[gap] = 0;
        int capacity = cells.length / CELL;
        if (capacity > 4 && size < capacity >> 3) {
            resize(capacity >> 1);
        } else if (deadBytes > 256 && deadBytes > bytesUsed >> 1) {
            resize(capacity);
        }
    }

    private void resize(int capacity) {
        long[] old = cells;
        byte[] oldBytes = bytes;
        cells = new long[capacity * CELL];
        bytes = new byte[Math.max(64, bytesUsed - deadBytes + Publication.SLACK)];
        view = viewOf(bytes);
        bytesUsed = 0;
        deadBytes = 0;
        for (int from = 0; from < old.length; from += CELL) {
            if (old[from] != 0) {
                int place = (int) (old[from + COUNT] & PLACE_MASK);
                int length = 2 + ((oldBytes[place] & 0xFF) | (oldBytes[place + 1] & 0xFF) << 8);
                System.arraycopy(oldBytes, place, bytes, bytesUsed, length);
                int slot = free(old[from]);
                System.arraycopy(old, from, cells, slot, CELL);
                cells[slot + COUNT] = (old[from + COUNT] & ~PLACE_MASK) | bytesUsed;
                bytesUsed += length;
            }
        }
    }
}
