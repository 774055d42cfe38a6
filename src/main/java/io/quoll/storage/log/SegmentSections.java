package io.quoll.storage.log;

import io.quoll.message.SubjectHash;
import io.quoll.storage.log.Disk.DiskFile;
import io.quoll.storage.segment.Extent;
import io.quoll.storage.segment.RecordWindow;
import io.quoll.storage.segment.SubjectKey;
import java.io.IOException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Gathers what the end of a sealed segment's file says of its messages, and writes it. The housekeeper's. */
final class SegmentSections {

    private final long first;
    private long[] slots;
    private long[] places;
    private long[] hashes;
    private int count;
    private boolean timed;
    private long firstTimeNanos;
    private long lastTimeNanos;
    private long leastExpiryNanos;
    private boolean headers;

    /**
     * @param first the sequence the segment begins with
     * @param expected about how many messages there will be
     */
    SegmentSections(long first, int expected) {
        this.first = first;
        this.slots = new long[expected];
        this.places = new long[expected];
        this.hashes = new long[expected];
    }

    int count() {
        return count;
    }

    /** A message stands at that place. In ascending order of their sequences. */
    void add(long position, RecordWindow record) {
        long hash = SubjectKey.hashOf(record.buffer(), record.subjectAt(), record.subjectLength());
        boolean hasHeaders = record.headerLength() > 0;
        add(position, Extent.of(record.size(), hasHeaders), record.sequence(), hash);
        note(record.timeNanos(), record.expiresAtNanos(), hasHeaders);
    }

    /**
     * The same.
     *
     * @param hash of its subject, in this process
     */
    void add(long position, int extent, long sequence, long hash) {
        if (count == slots.length) {
            int capacity = Math.max(16, count + (count >> 1));
            slots = Arrays.copyOf(slots, capacity);
            places = Arrays.copyOf(places, capacity);
            hashes = Arrays.copyOf(hashes, capacity);
        }
        slots[count] = SealedIndex.word(position, extent);
        places[count] = sequence;
        hashes[count++] = hash;
    }

    /** What is so of one message, or the least and the last of many. */
    void note(long timeNanos, long expiresAtNanos, boolean hasHeaders) {
        if (!timed) {
            timed = true;
            firstTimeNanos = timeNanos;
        }
        lastTimeNanos = timeNanos;
        if (expiresAtNanos != 0 && (leastExpiryNanos == 0 || expiresAtNanos < leastExpiryNanos)) {
            leastExpiryNanos = expiresAtNanos;
        }
        headers |= hasHeaders;
    }

    /** Writes all of it behind the records, and forces the file. */
    SegmentFooter write(DiskFile file, long recordsEnd, long end) throws IOException {
        return write(file, recordsEnd, end, file, null);
    }

    /**
     * The same of records that are compressed.
     *
     * @param recordsEnd where they would end were they not
     */
    SegmentFooter write(DiskFile file, long recordsEnd, long end, BlockWriter blocks) throws IOException {
        return write(file, recordsEnd, end, (pages, position) -> blocks.writePages(pages), blocks);
    }

    private SegmentFooter write(
            DiskFile file, long recordsEnd, long end, RecordTarget target, @Nullable BlockWriter blocks)
            throws IOException {
        boolean sparse = end - first > 2L * count;
        int slotCount = sparse ? count : (int) (end - first);
        long[] words = slotCount == count ? slots : new long[slotCount];
        long[] subjects = hashes;
        for (int i = 0; i < count; i++) {
            int slot = sparse ? i : (int) (places[i] - first);
            words[slot] = slots[i];
            subjects[i] = SealedIndex.subjectWord(hashes[i], slot);
        }
        sortUnsigned(subjects, count);
        long at = PagedSection.write(target, recordsEnd, words, slotCount);
        if (sparse) {
            at = PagedSection.write(target, at, places, count);
        }
        PagedSection.write(target, at, subjects, count);
        SegmentFooter footer = new SegmentFooter(
                first,
                end,
                recordsEnd,
                blocks == null ? recordsEnd : blocks.finish(),
                slotCount,
                count,
                sparse,
                headers,
                blocks != null,
                blocks != null,
                true,
                SubjectHash.seed(),
                firstTimeNanos,
                lastTimeNanos,
                leastExpiryNanos);
        if (blocks != null) {
            long[] directory = blocks.directory();
            PagedSection.write(file, footer.blocksAt(), directory, directory.length);
            PagedSection.write(file, footer.blocksAgainAt(), directory, directory.length);
        }
        footer.write(file);
        file.truncate(footer.fileSize());
        file.force();
        return footer;
    }

    private static void sortUnsigned(long[] words, int count) {
        for (int i = 0; i < count; i++) {
            words[i] ^= Long.MIN_VALUE;
        }
        Arrays.sort(words, 0, count);
        for (int i = 0; i < count; i++) {
            words[i] ^= Long.MIN_VALUE;
        }
    }
}
