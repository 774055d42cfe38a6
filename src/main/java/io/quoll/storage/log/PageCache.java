package io.quoll.storage.log;

import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * Pages of the sections of sealed segments, at most {@value #PAGES} of four kilobytes for a whole directory. A page that
 * comes takes the place of the one that had its slot. Any thread, without a lock.
 */
final class PageCache {

    private static final int PAGES = 4096;

    private final AtomicReferenceArray<Page> pages = new AtomicReferenceArray<>(PAGES);
    private final BlockCache blocks = new BlockCache();
    private final RecordPages records = new RecordPages();

    /** A page of somebody. */
    private static final class Page {
        private final Object owner;
        private final int number;
        private final long[] words;

        Page(Object owner, int number, long[] words) {
            this.owner = owner;
            this.number = number;
            this.words = words;
        }
    }

    /** The same for records that are compressed. */
    BlockCache blocks() {
        return blocks;
    }

    /** The same for records that are not. */
    RecordPages records() {
        return records;
    }

    long @Nullable [] find(Object owner, int number) {
        Page page = pages.get(slot(owner, number));
        return page != null && page.owner == owner && page.number == number ? page.words : null;
    }

    void keep(Object owner, int number, long[] words) {
        pages.set(slot(owner, number), new Page(owner, number, words));
    }

    private static int slot(Object owner, int number) {
        int mixed = (System.identityHashCode(owner) + number) * 0x9E3779B9;
        return mixed >>> 20;
    }
}
