package io.quoll.storage.log;

import java.io.IOException;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * Pages of segments from which single messages were wanted more than once lately, beside the heap, so that not every message is
 * a call of the system. For a whole directory; any thread, without a lock. Holds a hundredth of what the heap may have, from 4 to
 * 32 MB, and takes up only as much as was needed so far.
 *
 * <pre>
 *  tags    | owner, page | owner, page | free | busy | ...   in groups of eight, any of which may have a page
 *  places  | 2           | 1           | 0    | 3    | ...   given in the order of their first use, and kept
 *  chunks  | page 1 | page 2 | page 3 | ...
 * </pre>
 *
 * A page is loaded when it is wanted again while the first time is remembered: of a stream that is much larger than what fits
 * here, most pages would go before they serve. Whoever has copied from a page looks again whether it was still that one; that it
 * was another meanwhile is left to the checksums of the records, after which the page is forgotten and the file is asked.
 */
final class RecordPages {

    /** How large a page is, and the largest record that is looked for. */
    static final int PAGE = 4096;

    private static final int PAGE_BITS = 12;
    private static final int CHUNK_PAGES = 256;
    private static final int WAYS = 8;

    private static final long LEAST_BYTES = 4 << 20;
    private static final long MOST_BYTES = 32 << 20;

    private static final long FREE = 0;
    private static final long BUSY = -1;
    /** Busy with what is no longer as it was. */
    private static final long SPOILED = -2;

    private final AtomicLongArray tags;
    /** Where the page of each tag is, 0 for nowhere yet. Written by whoever has made the tag busy. */
    private final int[] places;

    private final AtomicReferenceArray<ByteBuffer> chunks;
    private final AtomicInteger lastPlace = new AtomicInteger();
    private final AtomicInteger lastOwner = new AtomicInteger();

    /** Hashes of what was wanted once. A race means that a page is loaded some time later. */
    private final int[] wantedOnce;

    private int turn;

    RecordPages() {
        this(Math.max(LEAST_BYTES, Math.min(MOST_BYTES, Runtime.getRuntime().maxMemory() / 100)));
    }

    /** @param most how many bytes there may be, which are rounded to a power of two */
    RecordPages(long most) {
        int pages = Integer.highestOneBit((int) (most >> PAGE_BITS));
        tags = new AtomicLongArray(pages);
        places = new int[pages];
        chunks = new AtomicReferenceArray<>(Math.max(1, pages / CHUNK_PAGES));
        wantedOnce = new int[pages];
    }

    /** By what a segment's pages are told from those of any other. */
    int newOwner() {
        return lastOwner.incrementAndGet();
    }

    /**
     * Copies bytes of a segment to the beginning of a buffer.
     *
     * @return whether all of them were here; else the buffer may hold anything
     */
    boolean copy(int owner, long position, int bytes, ByteBuffer into) {
        int done = 0;
        while (done < bytes) {
            long at = position + done;
            int offset = (int) at & (PAGE - 1);
            int part = Math.min(bytes - done, PAGE - offset);
            if (!copy(tag(owner, at), offset, part, into, done)) {
                return false;
            }
            done += part;
        }
        return true;
    }

    private boolean copy(long tag, int offset, int count, ByteBuffer into, int to) {
        int slot = find(tag);
        if (slot < 0) {
            return false;
        }
        int place = places[slot] - 1;
        into.put(to, chunks.get(place / CHUNK_PAGES), place % CHUNK_PAGES * PAGE + offset, count);
        VarHandle.loadLoadFence();
        return tags.get(slot) == tag;
    }

    /**
     * Bytes were not here, which is a reason to load their pages if it is not the first time.
     *
     * @param end up to where the bytes are there and will not change
     */
    void missed(int owner, long position, int bytes, RecordBytes from, long end) throws IOException {
        for (long at = position & -PAGE; at < position + bytes && at + PAGE <= end; at += PAGE) {
            long tag = tag(owner, at);
            long hash = hash(tag);
            int remembered = (int) (hash >>> Integer.SIZE) & (wantedOnce.length - 1);
            if (wantedOnce[remembered] != (int) hash) {
                wantedOnce[remembered] = (int) hash;
            } else if (find(tag) < 0) {
                load(tag, from, at);
            }
        }
    }

    private void load(long tag, RecordBytes from, long position) throws IOException {
        int slot = victimOf(tag);
        long before = tags.get(slot);
        if (before < FREE || !tags.compareAndSet(slot, before, BUSY)) {
            return;
        }
        long after = FREE;
        try {
            ByteBuffer page = pageOf(slot);
            if (page != null && from.read(page, position) == PAGE) {
                after = tag;
            }
        } finally {
            if (!tags.compareAndSet(slot, BUSY, after)) {
                tags.set(slot, FREE);
            }
        }
    }

    /**
     * The bytes of a segment have changed.
     *
     * @return whether any of them were here
     */
    boolean forget(int owner, long position, int bytes) {
        boolean were = false;
        for (long at = position & -PAGE; at < position + bytes; at += PAGE) {
            long tag = tag(owner, at);
            int group = groupOf(tag);
            for (int slot = group; slot < group + WAYS; slot++) {
                if (tags.compareAndSet(slot, tag, FREE)) {
                    were = true;
                } else {
                    tags.compareAndSet(slot, BUSY, SPOILED);
                }
            }
        }
        return were;
    }

    private static long tag(int owner, long position) {
        return (long) owner << Integer.SIZE | position >> PAGE_BITS;
    }

    private static long hash(long tag) {
        long mixed = tag * 0x9E3779B97F4A7C15L;
        return mixed ^ mixed >>> 29;
    }

    private int groupOf(long tag) {
        return (int) hash(tag) & (tags.length() - WAYS);
    }

    /** Where the tag is, or -1. */
    private int find(long tag) {
        int group = groupOf(tag);
        for (int slot = group; slot < group + WAYS; slot++) {
            if (tags.get(slot) == tag) {
                return slot;
            }
        }
        return -1;
    }

    /** Which of its group a page takes: one that is free, or else each in turn. */
    private int victimOf(long tag) {
        int group = groupOf(tag);
        for (int slot = group; slot < group + WAYS; slot++) {
            if (tags.get(slot) == FREE) {
                return slot;
            }
        }
        return group + (turn++ & (WAYS - 1));
    }

    /** Where the page of a slot is to be; null if there is no memory for it. */
    private @Nullable ByteBuffer pageOf(int slot) {
        if (places[slot] == 0) {
            places[slot] = lastPlace.incrementAndGet();
        }
        int place = places[slot] - 1;
        ByteBuffer chunk = chunk(place / CHUNK_PAGES);
        return chunk == null ? null : chunk.slice(place % CHUNK_PAGES * PAGE, PAGE);
    }

    private @Nullable ByteBuffer chunk(int number) {
        ByteBuffer chunk = chunks.get(number);
        return chunk != null ? chunk : newChunk(number);
    }

    private synchronized @Nullable ByteBuffer newChunk(int number) {
        ByteBuffer chunk = chunks.get(number);
        if (chunk == null) {
            try {
                chunk = ByteBuffer.allocateDirect(Math.min(CHUNK_PAGES, tags.length()) * PAGE);
            } catch (OutOfMemoryError e) {
                // What the virtual machine grants beside the heap is taken; messages are read from their files.
                return null;
            }
            chunks.set(number, chunk);
        }
        return chunk;
    }
}
