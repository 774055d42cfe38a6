package io.quoll.storage.log;

import io.quoll.storage.log.Disk.DiskFile;
import io.quoll.storage.segment.Extent;
import io.quoll.storage.segment.RecordFormat;
import io.quoll.storage.segment.SubjectKey;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;

/**
 * Gives sealed segments the end that earlier versions wrote: sizes in units of eight bytes, 40 bits of a subject's hash under a
 * seed of the segment's own, and, in the first one, nothing about headers. The index of a segment in compressed blocks is as
 * others' are; then the rest may be as it is now.
 */
final class EarlierFooters {

    private static final int SLOT_BITS = 24;

    private final Disk disk = new NioDisk();
    private final PageCache cache = new PageCache();
    private final Random random;

    EarlierFooters(Random random) {
        this.random = random;
    }

    /** Changes about half of the segments; says how many. The store must be closed. */
    int giveToSome(Path directory) {
        return give(directory, true);
    }

    /** Changes all of the segments. */
    int giveToAll(Path directory) {
        return give(directory, false);
    }

    private int give(Path directory, boolean some) {
        int changed = 0;
        try {
            for (Path path : SegmentFiles.list(disk, directory).values()) {
                try (DiskFile file = disk.open(path)) {
                    SegmentFooter footer = SegmentFooter.read(file, file.size());
                    if (footer != null && footer.exact() && (!some || random.nextBoolean())) {
                        SegmentFooter unpacked = footer.packed() ? unpack(file, footer) : footer;
                        if (!footer.packed() || random.nextBoolean()) {
                            rewrite(path, file, unpacked);
                        }
                        changed++;
                    }
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return changed;
    }

    private SegmentFooter unpack(DiskFile file, SegmentFooter footer) throws IOException {
        RecordBytes packed = new PackedPages(new BlockReader(file, cache, footer), footer.recordsEnd());
        long[] slots = words(packed, footer.slotsAt(), footer.slots());
        long[] places = words(packed, footer.placesAt(), footer.sparse() ? footer.slots() : 0);
        long[] subjects = words(packed, footer.subjectsAt(), footer.messages());
        int blocks = (int) CompressedRecords.blocksTo(footer.recordsEnd());
        long[] directory = words(file, footer.blocksAt(), blocks);
        long sectionsAt = BlockReader.positionOf(directory[blocks - 1]) + BlockReader.sizeOf(directory[blocks - 1]);
        long at = PagedSection.write(file, sectionsAt, slots, slots.length);
        at = PagedSection.write(file, at, places, places.length);
        at = PagedSection.write(file, at, subjects, subjects.length);
        at = PagedSection.write(file, at, directory, blocks);
        PagedSection.write(file, at, directory, blocks);
        SegmentFooter unpacked = new SegmentFooter(
                footer.first(),
                footer.end(),
                footer.recordsEnd(),
                sectionsAt,
                footer.slots(),
                footer.messages(),
                footer.sparse(),
                footer.headers(),
                true,
                false,
                true,
                footer.seed(),
                footer.firstTimeNanos(),
                footer.lastTimeNanos(),
                footer.leastExpiryNanos());
        unpacked.write(file);
        file.truncate(unpacked.fileSize());
        return unpacked;
    }

    private long[] words(RecordBytes from, long at, long count) throws IOException {
        PagedSection section = new PagedSection(from, cache, at, count);
        long[] words = new long[(int) count];
        for (int i = 0; i < words.length; i++) {
            words[i] = section.get(i);
        }
        return words;
    }

    private void rewrite(Path path, DiskFile file, SegmentFooter footer) throws IOException {
        RecordBytes records = new LogSegment(path, file, cache, footer).records();
        PagedSection slots = new PagedSection(file, cache, footer.slotsAt(), footer.slots());
        long seed = random.nextLong();
        long[] words = new long[(int) footer.slots()];
        long[] subjects = new long[(int) footer.messages()];
        int count = 0;
        for (int slot = 0; slot < words.length; slot++) {
            long word = slots.get(slot);
            if (word != 0) {
                long position = SealedIndex.position(word);
                int size = Extent.size((int) (word >>> Integer.SIZE));
                words[slot] = position >> 3 | (long) (RecordFormat.padded(size) >> 3) << Integer.SIZE;
                long hash = hashOfSubject(records, position, seed);
                subjects[count++] = hash >>> SLOT_BITS << SLOT_BITS | slot;
            }
        }
        PagedSection.write(file, footer.slotsAt(), words, words.length);
        PagedSection.write(file, footer.subjectsAt(), sortedUnsigned(subjects), subjects.length);
        earlier(footer, seed).write(file);
    }

    private static long hashOfSubject(RecordBytes records, long position, long seed) throws IOException {
        ByteBuffer head = ByteBuffer.allocate(RecordFormat.HEADER_SIZE).order(ByteOrder.LITTLE_ENDIAN);
        records.read(head, position);
        int length = head.getInt(RecordFormat.SUBJECT_LENGTH_AT) & RecordFormat.MAX_SUBJECT;
        byte[] subject = new byte[length];
        records.read(ByteBuffer.wrap(subject), position + RecordFormat.HEADER_SIZE);
        SubjectKey key = SubjectKey.of(subject);
        return SubjectKey.hashOf(seed, key.buffer(), key.at(), key.length());
    }

    private static long[] sortedUnsigned(long[] words) {
        return Arrays.stream(words)
                .map(word -> word ^ Long.MIN_VALUE)
                .sorted()
                .map(word -> word ^ Long.MIN_VALUE)
                .toArray();
    }

    private SegmentFooter earlier(SegmentFooter footer, long seed) {
        return new SegmentFooter(
                footer.first(),
                footer.end(),
                footer.recordsEnd(),
                footer.sectionsAt(),
                footer.slots(),
                footer.messages(),
                footer.sparse(),
                footer.headers() || random.nextBoolean(),
                footer.compressed(),
                false,
                false,
                seed,
                footer.firstTimeNanos(),
                footer.lastTimeNanos(),
                footer.leastExpiryNanos());
    }
}
