package io.quoll.storage.log;

import io.quoll.storage.log.Disk.DiskFile;
import io.quoll.storage.segment.RecordFormat;
import io.quoll.storage.segment.RecordWindow;
import io.quoll.storage.segment.SubjectKey;
import java.io.IOException;
import java.util.Arrays;
import java.util.concurrent.ThreadLocalRandom;

/** Gathers what the end of a sealed segment's file says of its messages, and writes it. The housekeeper's. */
final class SegmentSections {

    private final long first;
    private final long seed = ThreadLocalRandom.current().nextLong();
    private long[] slots = new long[1024];
    private long[] places = new long[1024];
    private long[] hashes = new long[1024];
    private int count;
    private long firstTimeNanos;
    private long lastTimeNanos;
    private long leastExpiryNanos;
    private boolean headers;

    /** @param first the sequence the segment begins with */
    SegmentSections(long first) {
        this.first = first;
    }

    int count() {
        return count;
    }

    /** A message stands at that place. In ascending order of their sequences. */
    void add(long position, RecordWindow record) {
        if (count == slots.length) {
            int capacity = count + (count >> 1);
            slots = Arrays.copyOf(slots, capacity);
            places = Arrays.copyOf(places, capacity);
            hashes = Arrays.copyOf(hashes, capacity);
        }
        slots[count] = SealedIndex.word(position, RecordFormat.padded(record.size()));
        places[count] = record.sequence();
        hashes[count] = SubjectKey.hashOf(seed, record.buffer(), record.subjectAt(), record.subjectLength());
        headers |= record.headerLength() > 0;
        if (count++ == 0) {
            firstTimeNanos = record.timeNanos();
        }
        lastTimeNanos = record.timeNanos();
        long expiry = record.expiresAtNanos();
        if (expiry != 0 && (leastExpiryNanos == 0 || expiry < leastExpiryNanos)) {
            leastExpiryNanos = expiry;
        }
    }

    /** Writes all of it behind the records, and forces the file. */
    SegmentFooter write(DiskFile file, long recordsEnd, long end) throws IOException {
        return write(file, recordsEnd, end, recordsEnd, new long[0], false);
    }

    /**
     * The same of records that are compressed.
     *
     * @param recordsEnd where they would end were they not
     */
    SegmentFooter write(DiskFile file, long recordsEnd, long end, BlockWriter blocks) throws IOException {
        return write(file, recordsEnd, end, blocks.finish(), blocks.directory(), true);
    }

    private SegmentFooter write(
            DiskFile file, long recordsEnd, long end, long sectionsAt, long[] blocks, boolean compressed)
            throws IOException {
        boolean sparse = end - first > 2L * count;
        long[] words = slots;
        int slotCount = count;
        long[] subjects = new long[count];
        if (!sparse) {
            slotCount = (int) (end - first);
            words = new long[slotCount];
        }
        for (int i = 0; i < count; i++) {
            int slot = sparse ? i : (int) (places[i] - first);
            words[slot] = slots[i];
            subjects[i] = SealedIndex.subjectWord(hashes[i], slot);
        }
        sortUnsigned(subjects);
        SegmentFooter footer = new SegmentFooter(
                first,
                end,
                recordsEnd,
                sectionsAt,
                slotCount,
                count,
                sparse,
                headers,
                compressed,
                seed,
                firstTimeNanos,
                lastTimeNanos,
                leastExpiryNanos);
        PagedSection.write(file, footer.slotsAt(), words, slotCount);
        if (sparse) {
            PagedSection.write(file, footer.placesAt(), places, count);
        }
        PagedSection.write(file, footer.subjectsAt(), subjects, count);
        PagedSection.write(file, footer.blocksAt(), blocks, blocks.length);
        PagedSection.write(file, footer.blocksAgainAt(), blocks, blocks.length);
        footer.write(file);
        file.truncate(footer.fileSize());
        file.force();
        return footer;
    }

    private static void sortUnsigned(long[] words) {
        for (int i = 0; i < words.length; i++) {
            words[i] ^= Long.MIN_VALUE;
        }
        Arrays.sort(words);
        for (int i = 0; i < words.length; i++) {
            words[i] ^= Long.MIN_VALUE;
        }
    }
}
