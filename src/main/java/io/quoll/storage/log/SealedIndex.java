package io.quoll.storage.log;

import io.quoll.storage.log.Disk.DiskFile;
import io.quoll.storage.segment.SubjectKey;
import java.io.IOException;

/** Where the messages of a sealed segment are, and where those of one subject: the sections of its file. Any thread. */
final class SealedIndex {

    private static final int SLOT_BITS = 24;
    private static final long SLOT_MASK = (1L << SLOT_BITS) - 1;

    /** How many slots a segment may have. */
    static final int MAX_SLOTS = 1 << SLOT_BITS;

    private final SegmentFooter footer;
    private final PagedSection slots;
    private final PagedSection places;
    private final PagedSection subjects;

    SealedIndex(DiskFile file, PageCache cache, SegmentFooter footer) {
        this.footer = footer;
        this.slots = new PagedSection(file, cache, footer.slotsAt(), footer.slots());
        this.places = new PagedSection(file, cache, footer.placesAt(), footer.sparse() ? footer.slots() : 0);
        this.subjects = new PagedSection(file, cache, footer.subjectsAt(), footer.messages());
    }

    SegmentFooter footer() {
        return footer;
    }

    static long word(long position, int paddedSize) {
        return (position >> 3) | (long) (paddedSize >> 3) << Integer.SIZE;
    }

    static long position(long word) {
        return (word & 0xFFFF_FFFFL) << 3;
    }

    static int size(long word) {
        return (int) (word >>> Integer.SIZE) << 3;
    }

    static long subjectWord(long hash, int slot) {
        return (hash & ~SLOT_MASK) | slot;
    }

    /** Where the message of that sequence is, 0 if there is none. */
    long slot(long sequence) throws IOException {
        long slot = slotAtOrAfter(sequence);
        return slot < footer.slots() && sequenceOf(slot) == sequence ? slots.get(slot) : 0;
    }

    private long slotAtOrAfter(long sequence) throws IOException {
        return footer.sparse()
                ? places.indexOf(sequence)
                : Math.max(0, Math.min(sequence - footer.first(), footer.slots()));
    }

    private long sequenceOf(long slot) throws IOException {
        return footer.sparse() ? places.get(slot) : footer.first() + slot;
    }

    long candidateAfter(long sequence, SubjectKey subject) throws IOException {
        long slot = slotAtOrAfter(sequence);
        if (slot >= footer.slots()) {
            return -1;
        }
        long word = subjectWord(hash(subject), (int) slot);
        long at = subjects.indexOf(word);
        return at < subjects.size() ? sequenceIfSame(subjects.get(at), word) : -1;
    }

    long candidateBefore(long sequence, SubjectKey subject) throws IOException {
        long after = slotAtOrAfter(sequence + 1);
        if (after == 0) {
            return -1;
        }
        long word = subjectWord(hash(subject), (int) (after - 1));
        long at = subjects.indexOf(word + 1);
        return at > 0 ? sequenceIfSame(subjects.get(at - 1), word) : -1;
    }

    private long hash(SubjectKey subject) {
        return SubjectKey.hashOf(footer.seed(), subject.buffer(), subject.at(), subject.length());
    }

    private long sequenceIfSame(long found, long wanted) throws IOException {
        return (found ^ wanted) >>> SLOT_BITS == 0 ? sequenceOf(found & SLOT_MASK) : -1;
    }
}
