package io.quoll.storage.log;

import io.quoll.storage.segment.Extent;
import io.quoll.storage.segment.SubjectKey;
import java.io.IOException;

/** Where the messages of a sealed segment are, and where those of one subject: the sections of its file. Any thread. */
final class SealedIndex {

    /** What of the word of a subject is its slot, where the footer is exact and where it is not. */
    private static final long SLOT_MASK = 0xFFFF_FFFFL;

    private static final long INEXACT_SLOT_MASK = 0xFF_FFFFL;

    private final SegmentFooter footer;
    private final long slotMask;
    private final PagedSection slots;
    private final PagedSection places;
    private final PagedSection subjects;

    /** @param file where its sections are */
    SealedIndex(RecordBytes file, PageCache cache, SegmentFooter footer) {
        this.footer = footer;
        this.slotMask = footer.exact() ? SLOT_MASK : INEXACT_SLOT_MASK;
        this.slots = new PagedSection(file, cache, footer.slotsAt(), footer.slots());
        this.places = new PagedSection(file, cache, footer.placesAt(), footer.sparse() ? footer.slots() : 0);
        this.subjects = new PagedSection(file, cache, footer.subjectsAt(), footer.messages());
    }

    SegmentFooter footer() {
        return footer;
    }

    static long word(long position, int extent) {
        return (position >> 3) | (long) extent << Integer.SIZE;
    }

    static long position(long word) {
        return (word & 0xFFFF_FFFFL) << 3;
    }

    /** Of a word from {@link #slot}. */
    int extent(long word) {
        return footer.exact() ? (int) (word >>> Integer.SIZE) : Extent.UNKNOWN;
    }

    static long subjectWord(long hash, int slot) {
        return (hash & ~SLOT_MASK) | slot;
    }

    private long word(SubjectKey subject, long slot) {
        long hash = SubjectKey.hashOf(footer.seed(), subject.buffer(), subject.at(), subject.length());
        return (hash & ~slotMask) | slot;
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
        long word = word(subject, slot);
        long at = subjects.indexOf(word);
        return at < subjects.size() ? sequenceIfSame(subjects.get(at), word) : -1;
    }

    long candidateBefore(long sequence, SubjectKey subject) throws IOException {
        long after = slotAtOrAfter(sequence + 1);
        if (after == 0) {
            return -1;
        }
        long word = word(subject, after - 1);
        long at = subjects.indexOf(word + 1);
        return at > 0 ? sequenceIfSame(subjects.get(at - 1), word) : -1;
    }

    private long sequenceIfSame(long found, long wanted) throws IOException {
        return ((found ^ wanted) & ~slotMask) == 0 ? sequenceOf(found & slotMask) : -1;
    }
}
