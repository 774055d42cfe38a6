package io.quoll.subject;

import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Keys and values in open addressing under a hash the caller computed; what makes two keys equal is the caller's affair.
 * A slot costs twelve bytes; a table that grows is half to three quarters full, one that shrinks at least a third. Not
 * thread-safe.
 *
 * <pre>
 *  hashes  | h0 | 0  | h2 | ...            0: free
 *  cells   | key0 value0 | – – | key2 value2 | ...
 * </pre>
 *
 * <p>Past {@value #SPLIT_SIZE} entries a table splits once into {@value #SHARDS} shards by the first byte of the hash.
 * From there on each shard grows and shrinks on its own, so that no single step copies more than a small part of
 * a large table.
 */
final class SlotTable {

    static final int SPLIT_SIZE = 8192;
    static final int JOIN_SIZE = 2048;
    private static final int SHARDS = 256;
    private static final int SHARD_SHIFT = 24;

    /** Up to this capacity a table may be full: a search ends where it began. */
    private static final int FULL_CAPACITY = 8;

    private static final int FIRST_CAPACITY = 2;

    private final boolean maySplit;
    private int[] hashes;
    private @Nullable Object[] cells;
    private SlotTable @Nullable [] shards;
    private int size;

    SlotTable() {
        this(FIRST_CAPACITY, true);
    }

    private SlotTable(int capacity, boolean maySplit) {
        this.maySplit = maySplit;
        hashes = new int[capacity];
        cells = new Object[2 * capacity];
    }

    int size() {
        return size;
    }

    /** The table that holds the slots of this hash: itself or one of its shards. Slots are valid until a change. */
    SlotTable shardOf(int hash) {
        return shards == null ? this : shards[hash >>> SHARD_SHIFT];
    }

    /** The first slot with this hash, or -1. Asked of a {@link #shardOf shard}. */
    int firstSlot(int hash) {
        int home = home(hash);
        return hashes[home] == hash ? home : nextSlot(hash, home);
    }

    /** The next slot with this hash after one that had another key, or -1. */
    int nextSlot(int hash, int previous) {
        int[] all = hashes;
        int home = home(hash);
        int slot = previous;
        while (all[slot] != 0) {
            slot = slot + 1 == all.length ? 0 : slot + 1;
            if (slot == home) {
                return -1;
            }
            if (all[slot] == hash) {
                return slot;
            }
        }
        return -1;
    }

    @SuppressWarnings("NullAway") // a slot that was found holds a key and a value
    byte[] key(int slot) {
        return (byte[]) cells[2 * slot];
    }

    @SuppressWarnings("NullAway")
    Object value(int slot) {
        return cells[2 * slot + 1];
    }

    void set(int slot, byte[] key, Object value) {
        cells[2 * slot] = key;
        cells[2 * slot + 1] = value;
    }

    /** Adds an entry; that no equal key is there is for the caller to know. */
    void put(int hash, byte[] key, Object value) {
        size++;
        if (shards != null) {
            shards[hash >>> SHARD_SHIFT].put(hash, key, value);
            return;
        }
        if (maySplit && size > SPLIT_SIZE) {
            split();
            shardOf(hash).put(hash, key, value);
            return;
        }
        int capacity = hashes.length;
        if (capacity <= FULL_CAPACITY ? size > capacity : size > capacity - (capacity >>> 2)) {
            resize(capacity + (capacity >>> 1) + 1);
        }
        place(hash, key, value);
    }

    /** Removes an entry. The slot is one of the {@link #shardOf shard} of the hash. */
    void remove(int hash, int slot) {
        size--;
        if (shards != null) {
            shards[hash >>> SHARD_SHIFT].remove(hash, slot);
            if (size < JOIN_SIZE) {
                join(shards);
            }
            return;
        }
        closeGap(slot);
        int capacity = hashes.length;
        if (capacity > FIRST_CAPACITY && 3 * size < capacity) {
            resize(Math.max(FIRST_CAPACITY, 2 * size));
        }
    }

    void forEach(BiConsumer<byte[], Object> visitor) {
        if (shards != null) {
            for (SlotTable shard : shards) {
                shard.forEach(visitor);
            }
            return;
        }
        for (int slot = 0; slot < hashes.length; slot++) {
            if (hashes[slot] != 0) {
                visitor.accept(key(slot), value(slot));
            }
        }
    }

    private int home(int hash) {
        // What the choice of the shard left of the hash, scaled to the capacity: any capacity will do.
        long rest = (hash << (Integer.SIZE - SHARD_SHIFT)) & 0xFFFF_FFFFL;
        return (int) ((rest * hashes.length) >>> Integer.SIZE);
    }

    private void place(int hash, byte[] key, Object value) {
        int slot = home(hash);
        while (hashes[slot] != 0) {
            slot = slot + 1 == hashes.length ? 0 : slot + 1;
        }
        hashes[slot] = hash;
        set(slot, key, value);
    }

    /** Frees a slot and moves back what a search would otherwise no longer reach. */
    private void closeGap(int slot) {
        int[] all = hashes;
        int capacity = all.length;
        int gap = slot;
        int at = slot;
        for (int step = 1; step < capacity; step++) {
            at = at + 1 == capacity ? 0 : at + 1;
            if (all[at] == 0) {
                break;
            }
            int home = home(all[at]);
            int wayToAt = at >= home ? at - home : at - home + capacity;
            int wayFromGap = at >= gap ? at - gap : at - gap + capacity;
            if (wayToAt >= wayFromGap) {
                all[gap] = all[at];
                cells[2 * gap] = cells[2 * at];
                cells[2 * gap + 1] = cells[2 * at + 1];
                gap = at;
            }
        }
        all[gap] = 0;
        cells[2 * gap] = null;
        cells[2 * gap + 1] = null;
    }

    private void resize(int capacity) {
        int[] oldHashes = hashes;
        @Nullable Object[] oldCells = cells;
        hashes = new int[capacity];
        cells = new Object[2 * capacity];
        placeAll(oldHashes, oldCells);
    }

    private void split() {
        SlotTable[] parts = new SlotTable[SHARDS];
        for (int i = 0; i < SHARDS; i++) {
            parts[i] = new SlotTable(2 * SPLIT_SIZE / SHARDS, false);
        }
        for (int slot = 0; slot < hashes.length; slot++) {
            if (hashes[slot] != 0) {
                parts[hashes[slot] >>> SHARD_SHIFT].put(hashes[slot], key(slot), value(slot));
            }
        }
        shards = parts;
        hashes = new int[0];
        cells = new Object[0];
    }

    private void join(SlotTable[] parts) {
        shards = null;
        hashes = new int[2 * size];
        cells = new Object[4 * size];
        for (SlotTable part : parts) {
            placeAll(part.hashes, part.cells);
        }
    }

    private void placeAll(int[] oldHashes, @Nullable Object[] oldCells) {
        for (int slot = 0; slot < oldHashes.length; slot++) {
            Object key = oldCells[2 * slot];
            Object value = oldCells[2 * slot + 1];
            if (key != null && value != null) {
                place(oldHashes[slot], (byte[]) key, value);
            }
        }
    }
}
