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
 *  offset  | 8   | 0   | 24  | 40  |   in units of eight bytes, 0: no message
 *  hash    | A   |     | B   | A   |   its upper half
 *  previous| –   |     | –   | 0   |   the one before with the same hash
 *  extent  | 90  |     | 97  | 90  |   see {@link Extent}
 *  heads   { A: 3, B: 2 }              open addressing
 * </pre>
 *
 * The numbers of a slot stand together, slots in pages, so that it grows without being copied. Equal hashes are no equal
 * subjects: whoever asks looks at the record.
 */
public final class SlotIndex {

    private static final VarHandle HEADS = MethodHandles.arrayElementVarHandle(int[].class);

    /** So many neighbours are looked at before the chain is. */
    private static final int NEIGHBOURS = 64;

    /** So many links are followed before the neighbours are looked at after all: then the subject is frequent. */
    private static final int LINKS = 1024;

    private static final int PAGE_BITS = 11;
    private static final int PAGE = 1 << PAGE_BITS;
    private static final int FIRST_CAPACITY = 8;

    private static final int OFFSET = 0;
    private static final int HASH = 1;
    private static final int PREVIOUS = 2;
    private static final int EXTENT = 3;
    private static final int CELL = 4;

    /** All but the last are whole; the first grows until it is. */
    private int[][] pages;

    private int capacity;
    private volatile int[] heads = new int[4];
    private int distinct;
    private int size;

    /** The sequence of each slot, from the segment's first on; null where the slot is the sequence. */
    private final int @Nullable [] places;

    public SlotIndex() {
        this(FIRST_CAPACITY, null);
    }

    /** @param places of the slots, ascending, where few of the sequences have a message */
    public SlotIndex(int capacity, int @Nullable [] places) {
        this.pages = new int[1][Math.min(capacity, PAGE) * CELL];
        this.capacity = Math.min(capacity, PAGE);
        this.places = places;
    }

    private int get(int slot, int field) {
        return pages[slot >>> PAGE_BITS][(slot & (PAGE - 1)) * CELL + field];
    }

    /** How many slots there are. */
    public int size() {
        return size;
    }

    /** Adds the next slot. */
    public void add(int offset, long hash, int extent) {
        int slot = size;
        room(slot + 1);
        int shortHash = shortHash(hash);
        int[] page = pages[slot >>> PAGE_BITS];
        int at = (slot & (PAGE - 1)) * CELL;
        page[at + OFFSET] = offset;
        page[at + HASH] = shortHash;
        page[at + EXTENT] = extent;
        link(slot, shortHash, page, at + PREVIOUS);
        size = slot + 1;
    }

    /** Adds slots without a message. */
    public void addNone(int count) {
        room(size + count);
        size += count;
    }

    /** The offset of the message at that place, 0 if there is none. */
    public int offset(long place) {
        int slot = slotAt(place);
        return slot < 0 ? 0 : get(slot, OFFSET);
    }

    /** The {@link Extent} of the message at that place, {@link Extent#UNKNOWN} if there is none. */
    public int extent(long place) {
        int slot = slotAt(place);
        return slot < 0 ? Extent.UNKNOWN : get(slot, EXTENT);
    }

    /** What is kept of the hash of the subject at that place, as {@link #hashOfSlot} says it, if there is a message. */
    public long hash(long place) {
        int slot = slotAt(place);
        return slot < 0 ? 0 : hashOfSlot(slot);
    }

    private int slotAt(long place) {
        if (places == null) {
            return place < size ? (int) place : -1;
        }
        return place > Integer.MAX_VALUE ? -1 : Arrays.binarySearch(places, (int) place);
    }

    private boolean mayHave(int slot, int shortHash) {
        int[] page = pages[slot >>> PAGE_BITS];
        int at = (slot & (PAGE - 1)) * CELL;
        return page[at + HASH] == shortHash && page[at + OFFSET] != 0;
    }

    /** The first place from one on, below {@code end}, whose message may have a subject of that hash, or -1. */
    public long after(long place, long end, long hash) {
        int shortHash = shortHash(hash);
        int from = slotAtOrAfter(place);
        int to = slotAtOrAfter(end);
        int near = Math.min(to, from + NEIGHBOURS);
        for (int slot = from; slot < near; slot++) {
            if (mayHave(slot, shortHash)) {
                return place(slot);
            }
        }
        if (near == to) {
            return -1;
        }
        int found = -1;
        int links = 0;
        for (int slot = head(shortHash); slot >= near; slot = get(slot, PREVIOUS) - 1) {
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
            if (mayHave(slot, shortHash)) {
                return place(slot);
            }
        }
        int links = 0;
        int slot = head(shortHash);
        while (slot >= near && ++links < LINKS) {
            slot = get(slot, PREVIOUS) - 1;
        }
        if (slot < near) {
            return slot < 0 ? -1 : place(slot);
        }
        for (slot = near - 1; slot >= 0; slot--) {
            if (mayHave(slot, shortHash)) {
                return place(slot);
            }
        }
        return -1;
    }

    private long scan(int from, int to, int shortHash) {
        for (int slot = from; slot < to; slot++) {
            if (mayHave(slot, shortHash)) {
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
        return get(slot, OFFSET);
    }

    public int extentOfSlot(int slot) {
        return get(slot, EXTENT);
    }

    /** What is kept of the hash of a slot's subject, in the place of the bits it came from. */
    public long hashOfSlot(int slot) {
        return (long) get(slot, HASH) << Integer.SIZE;
    }

    private int slotAtOrAfter(long place) {
        if (places == null) {
            return (int) Math.max(0, Math.min(place, size));
        }
        if (place > Integer.MAX_VALUE) {
            return places.length;
        }
        int slot = Arrays.binarySearch(places, (int) Math.max(0, place));
        return slot < 0 ? ~slot : slot;
    }

    private static int shortHash(long hash) {
        return (int) (hash >>> Integer.SIZE);
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
            if (get(head - 1, HASH) == shortHash) {
                return head - 1;
            }
        }
    }

    private void link(int slot, int shortHash, int[] page, int previousAt) {
        int[] all = heads;
        int mask = all.length - 1;
        int at = home(shortHash, mask);
        while (all[at] != 0 && get(all[at] - 1, HASH) != shortHash) {
            at = (at + 1) & mask;
        }
        page[previousAt] = all[at];
        boolean added = all[at] == 0;
        HEADS.setRelease(all, at, slot + 1);
        if (added && ++distinct > all.length - (all.length >> 2)) {
            int[] more = new int[all.length << 1];
            for (int head : all) {
                if (head != 0) {
                    int to = home(get(head - 1, HASH), more.length - 1);
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
        while (slots > capacity) {
            int last = pages.length - 1;
            if (capacity < PAGE) {
                capacity = Math.min(PAGE, Math.max(slots, 2 * capacity));
                pages = new int[][] {Arrays.copyOf(pages[last], capacity * CELL)};
            } else {
                int[][] more = Arrays.copyOf(pages, pages.length + 1);
                more[pages.length] = new int[PAGE * CELL];
                pages = more;
                capacity += PAGE;
            }
        }
    }
}
