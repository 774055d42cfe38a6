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
                slotCount,
                count,
                sparse,
                seed,
                firstTimeNanos,
                lastTimeNanos,
                leastExpiryNanos);
        PagedSection.write(file, footer.slotsAt(), words, slotCount);
        if (sparse) {
            PagedSection.write(file, footer.placesAt(), places, count);
        }
        PagedSection.write(file, footer.subjectsAt(), subjects, count);
        footer.write(file);
        file.truncate(footer.footerAt() + SegmentFooter.SIZE);
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
