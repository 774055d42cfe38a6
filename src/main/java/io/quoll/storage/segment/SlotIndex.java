package io.quoll.storage.segment;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Where the messages of a segment are, and which may have a subject in common: one slot a sequence, or one a message where
 * few are left. Written by one thread; read by any that has seen, through something volatile, that the slots it asks for are
 * there.
 *
 * <pre>
 *  slot      0     1     2     3
 *  offsets | 8   | 0   | 24  | 40  |   in units of eight bytes, 0: no message
 *  hashes  | A   |     | B   | A   |
 *  previous| –   |     | –   | 0   |   the one before with the same hash
 *  heads   { A: 3, B: 2 }              open addressing
 * </pre>
 *
 * Equal hashes are no equal subjects: whoever asks looks at the record.
 */
public final class SlotIndex {

    private static final VarHandle HEADS = MethodHandles.arrayElementVarHandle(int[].class);

    /** So many neighbours are looked at before the chain is. */
    private static final int NEIGHBOURS = 64;

    /** So many links are followed before the neighbours are looked at after all: then the subject is frequent. */
    private static final int LINKS = 1024;

    private int[] offsets;
    private int[] hashes;
    private int[] previous;
    private volatile int[] heads = new int[4];
    private int distinct;
    private int size;

    /** The sequence of each slot, from the segment's first on; null where the slot is the sequence. */
    private final int @Nullable [] places;

    public SlotIndex() {
        this(8, null);
    }

    /** @param places of the slots, ascending, where few of the sequences have a message */
    public SlotIndex(int capacity, int @Nullable [] places) {
        this.offsets = new int[capacity];
        this.hashes = new int[capacity];
        this.previous = new int[capacity];
        this.places = places;
    }

    /** How many slots there are. */
    public int size() {
        return size;
    }

    /** Adds the next slot. */
    public void add(int offset, long hash) {
        int slot = size;
        room(slot + 1);
        int shortHash = shortHash(hash);
        offsets[slot] = offset;
        hashes[slot] = shortHash;
        link(slot, shortHash);
        size = slot + 1;
    }

    /** Adds slots without a message. */
    public void addNone(int count) {
        room(size + count);
        size += count;
    }

    /** The offset of the message at that place, 0 if there is none. */
    public int offset(long place) {
        if (places == null) {
            return place < offsets.length ? offsets[(int) place] : 0;
        }
        int slot = place > Integer.MAX_VALUE ? -1 : Arrays.binarySearch(places, (int) place);
        return slot < 0 ? 0 : offsets[slot];
    }

    /** The first place from one on, below {@code end}, whose message may have a subject of that hash, or -1. */
    public long after(long place, long end, long hash) {
        int shortHash = shortHash(hash);
        int from = slotAtOrAfter(place);
        int to = slotAtOrAfter(end);
        int near = Math.min(to, from + NEIGHBOURS);
        for (int slot = from; slot < near; slot++) {
            if (hashes[slot] == shortHash && offsets[slot] != 0) {
                return place(slot);
            }
        }
        if (near == to) {
            return -1;
        }
        int found = -1;
        int links = 0;
        for (int slot = head(shortHash); slot >= near; slot = previous[slot] - 1) {
            if (slot < to) {
                found = slot;
            }
            if (++links == LINKS) {
                return scan(near, to, shortHash);
            }
        }
        return found < 0 ? -1 : place(found);
    }

    /** The last place at or before one whose message may have a subject of that hash, or -1. */
    public long before(long place, long hash) {
        int shortHash = shortHash(hash);
        int to = slotAtOrAfter(place + 1);
        int near = Math.max(0, to - NEIGHBOURS);
        for (int slot = to - 1; slot >= near; slot--) {
            if (hashes[slot] == shortHash && offsets[slot] != 0) {
                return place(slot);
            }
        }
        int links = 0;
        int slot = head(shortHash);
        while (slot >= near && ++links < LINKS) {
            slot = previous[slot] - 1;
        }
        if (slot < near) {
            return slot < 0 ? -1 : place(slot);
        }
        for (slot = near - 1; slot >= 0; slot--) {
            if (hashes[slot] == shortHash && offsets[slot] != 0) {
                return place(slot);
            }
        }
        return -1;
    }

    private long scan(int from, int to, int shortHash) {
        for (int slot = from; slot < to; slot++) {
            if (hashes[slot] == shortHash && offsets[slot] != 0) {
                return place(slot);
            }
        }
        return -1;
    }

    /** The place of a slot, from the segment's first sequence on. */
    public long place(int slot) {
        return places == null ? slot : places[slot];
    }

    public int offsetOfSlot(int slot) {
        return offsets[slot];
    }

    private int slotAtOrAfter(long place) {
        if (places == null) {
            return (int) Math.max(0, Math.min(place, offsets.length));
        }
        if (place > Integer.MAX_VALUE) {
            return places.length;
        }
        int slot = Arrays.binarySearch(places, (int) Math.max(0, place));
        return slot < 0 ? ~slot : slot;
    }

    private static int shortHash(long hash) {
        return (int) (hash >>> 32);
    }

    private static int home(int shortHash, int mask) {
        return (shortHash * 0x9E3779B9 >>> 8) & mask;
    }

    private int head(int shortHash) {
        int[] all = heads;
        int mask = all.length - 1;
        for (int at = home(shortHash, mask); ; at = (at + 1) & mask) {
            int head = (int) HEADS.getAcquire(all, at);
            if (head == 0) {
                return -1;
            }
            if (hashes[head - 1] == shortHash) {
                return head - 1;
            }
        }
    }

    private void link(int slot, int shortHash) {
        int[] all = heads;
        int mask = all.length - 1;
        int at = home(shortHash, mask);
        while (all[at] != 0 && hashes[all[at] - 1] != shortHash) {
            at = (at + 1) & mask;
        }
        previous[slot] = all[at];
        boolean added = all[at] == 0;
        HEADS.setRelease(all, at, slot + 1);
        if (added && ++distinct > all.length - (all.length >> 2)) {
            int[] more = new int[all.length << 1];
            for (int head : all) {
                if (head != 0) {
                    int to = home(hashes[head - 1], more.length - 1);
                    while (more[to] != 0) {
                        to = (to + 1) & (more.length - 1);
                    }
                    more[to] = head;
                }
            }
            heads = more;
        }
    }

    private void room(int slots) {
        if (slots > offsets.length) {
            int capacity = Math.max(slots, offsets.length + (offsets.length >> 1));
            int[] moreHashes = Arrays.copyOf(hashes, capacity);
            int[] morePrevious = Arrays.copyOf(previous, capacity);
            hashes = moreHashes;
            previous = morePrevious;
            offsets = Arrays.copyOf(offsets, capacity);
        }
    }

    /** What it takes on the heap, roughly. */
    public long heapBytes() {
        return 12L * offsets.length + 4L * heads.length + (places == null ? 0 : 4L * places.length);
    }
}
