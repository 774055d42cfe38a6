package io.quoll.storage.segment;

import io.quoll.message.Publication;
import io.quoll.storage.IndexProgress;
import io.quoll.storage.MessageReader;
import io.quoll.storage.MessageStore;
import io.quoll.storage.StoreState;
import io.quoll.storage.SubjectFilter;
import io.quoll.storage.SubjectState;
import io.quoll.storage.segment.SubjectIndex.SubjectEntry;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The books of a stream's messages: which sequences are there, in which segment, what is kept of each subject, what ends
 * when. Where the bytes are, and what of it survives, is for those who extend it.
 *
 * <p>The books are changed under one lock, held for a few comparisons and never while a file is touched; the set of live
 * sequences and the list of segments are read without it. A message that turns out to be damaged is booked as lost by
 * whoever came upon it.
 */
public abstract class SegmentedStore implements MessageStore {

    /** How many sequences go into one record of a removal. */
    private static final int REMOVAL_BATCH = 1024;

    private static final long GONE = Long.MIN_VALUE;

    /** Guards the subjects, the counts, and changes of the live set and the list of segments. */
    protected final Object books = new Object();

    /** Held by whoever writes, so that what is noted and what is booked is one step. Taken before {@link #books}. */
    protected final Object writing = new Object();

    protected final LiveSet live = new LiveSet(1);
    protected final ExpirySchedule expiries = new ExpirySchedule();
    private final SubjectIndex subjects;
    private final SubjectLookup lookup;

    /** Ascending, without overlap. Replaced as a whole. */
    private volatile Segment[] segments = {};

    private long bytes;
    private long lastTimeNanos;
    private long lost;
    private long firstHint;

    /** The writer's. */
    private final StoreReader own;

    private final SubjectKey ownKey = new SubjectKey();

    private final SubjectEntry ownEntry = new SubjectEntry();

    private final long[] ownOne = new long[1];

    private final Object timeLock = new Object();
    private final RecordWindow timeWindow = new RecordWindow();
    private long timedSequence = -1;
    private long timedNanos;

    protected SegmentedStore(SubjectIndex subjects) {
        this.subjects = subjects;
        this.lookup = new SubjectLookup(this, subjects, live, books);
        this.own = new StoreReader(this);
    }

    // What those who keep the bytes do.

    /** Keeps a message behind the last one, or throws and keeps nothing of it. */
    protected abstract Segment keep(Publication message, long sequence, long timeNanos, long expiresAtNanos);

    /** A message is about to be removed. */
    protected abstract void noteRemoval(long[] sequences, int count);

    /** Everything before that sequence is about to be removed. */
    protected abstract void noteFloor(long sequence);

    /** Sequences up to that one are about to be left out. */
    protected abstract void noteSkip(long sequence);

    /** A message of that segment was removed. The writer's. */
    protected abstract void thinned(Segment segment);

    /** What was noted is booked now, as after each write. Under {@link #writing}. */
    protected void settled() {}

    /** All messages were removed. The writer's. */
    protected abstract void emptied();

    /** Overwrites the bytes of a message that was removed. */
    protected abstract void overwrite(Segment segment, long sequence);

    /** What a message takes in the count of bytes, beside subject, headers and payload. */
    protected abstract int overhead(boolean hasHeaders);

    // Writing.

    @Override
    public final long append(Publication message, long timeNanos, long expiresAtNanos) {
        synchronized (writing) {
            long sequence = live.end();
            Segment segment = keep(message, sequence, timeNanos, expiresAtNanos);
            ownKey.on(message);
            synchronized (books) {
                subjects.added(ownKey, sequence);
                int size = RecordFormat.sizeOf(message);
                bytes += storedBytes(size, message.hasHeaders());
                lastTimeNanos = timeNanos;
                segment.count(1, RecordFormat.padded(size));
                live.add(sequence);
            }
            if (expiresAtNanos != NEVER) {
                expiries.add(expiresAtNanos, sequence);
            }
            settled();
            return sequence;
        }
    }

    @Override
    public final void skipTo(long sequence) {
        if (sequence < live.end()) {
            throw new IllegalArgumentException("sequence " + sequence + " is not beyond " + (live.end() - 1));
        }
        synchronized (writing) {
            if (sequence > live.end()) {
                noteSkip(sequence);
                skip(sequence);
                settled();
            }
        }
    }

    /** As {@link #skipTo}, of which a note was taken. */
    protected final void skip(long sequence) {
        synchronized (books) {
            live.end(sequence);
        }
    }

    @Override
    public final boolean remove(long sequence, boolean erase) {
        synchronized (writing) {
            int extent = recall(sequence);
            if (extent == Extent.UNKNOWN && own.read(sequence)) {
                extent = identify(own.window());
            }
            if (extent == Extent.UNKNOWN) {
                return false;
            }
            ownOne[0] = sequence;
            noteRemoval(ownOne, 1);
            Segment segment = unbook(sequence, ownKey, extent);
            if (segment == null) {
                return false;
            }
            if (erase) {
                overwrite(segment, sequence);
            }
            thinned(segment);
            settled();
            return true;
        }
    }

    @Override
    public final long removeFirstOfMoreThan(long most, Publication message) {
        synchronized (writing) {
            long sequence = firstOfMoreThan(most, message);
            Segment segment = sequence < 0 ? null : segmentOf(sequence);
            int extent = segment == null ? Extent.UNKNOWN : segment.extentOf(sequence);
            if (extent == Extent.UNKNOWN) {
                return sequence >= 0 && remove(sequence, false) ? sequence : -1;
            }
            ownOne[0] = sequence;
            noteRemoval(ownOne, 1);
            segment = unbook(sequence, ownKey.on(message), extent);
            if (segment == null) {
                return -1;
            }
            thinned(segment);
            settled();
            return sequence;
        }
    }

    private long firstOfMoreThan(long most, Publication message) {
        if (isIndexWhole()) {
            synchronized (books) {
                if (!subjects.find(ownKey.on(message), ownEntry) || ownEntry.count() <= most) {
                    return -1;
                }
                if (live.contains(ownEntry.first())) {
                    return ownEntry.first();
                }
            }
        }
        SubjectState state = subject(message.copySubject());
        return state == null || state.count() <= most ? -1 : state.first();
    }

    @Override
    public final long removeBefore(long sequence) {
        synchronized (writing) {
            if (sequence <= firstSequence()) {
                return 0;
            }
            noteFloor(sequence);
            long removed = dropBefore(sequence);
            settled();
            return removed;
        }
    }

    /** As {@link #removeBefore}, of which a note was taken. */
    protected final long dropBefore(long sequence) {
        long removed = 0;
        if (sequence >= live.end()) {
            synchronized (books) {
                removed = live.size();
                live.clear();
                live.end(sequence);
                subjects.clear();
                cleared();
                bytes = 0;
                for (Segment segment : segments) {
                    segment.count(-segment.messages(), -segment.liveBytes());
                }
            }
            expiries.clear();
            emptied();
            return removed;
        }
        Removals removals = new Removals();
        for (long at = live.next(0); at >= 0 && at < sequence; at = live.next(at + 1)) {
            removals.remove(at);
        }
        return removals.finish();
    }

    /** One removal after the other; what the bytes are kept in hears of it when the next one is elsewhere. */
    private final class Removals {
        private @Nullable Segment thin;
        private long removed;

        void remove(long sequence) {
            Segment segment = segmentOf(sequence);
            if (!live.contains(sequence)) {
                return;
            }
            int extent = recall(sequence);
            if (extent == Extent.UNKNOWN && segment != null) {
                extent = read(segment, sequence);
            }
            if (extent == Extent.UNKNOWN) {
                // It is damaged, but was to go anyway.
                discard(sequence);
                return;
            }
            if (unbook(sequence, ownKey, extent) == null) {
                return;
            }
            removed++;
            if (segment != thin && thin != null) {
                thinned(thin);
            }
            thin = segment;
        }

        private int read(Segment segment, long sequence) {
            RecordWindow window = own.window();
            boolean found = segment.load(window, sequence) || segment.loadErased(window, sequence);
            return found ? identify(window) : Extent.UNKNOWN;
        }

        long finish() {
            if (thin != null) {
                thinned(thin);
            }
            return removed;
        }
    }

    @Override
    public final long removeMatching(SubjectFilter filter, long before, long keep) {
        if (filter.isAll() && keep <= 0) {
            return removeBefore(Math.min(before, live.end()));
        }
        long excess = Long.MAX_VALUE;
        if (keep > 0) {
            excess = count(0, filter, false) - keep;
            if (before < live.end()) {
                excess = excess - count(before, filter, false);
            }
        }
        long removed = 0;
        long[] batch = new long[REMOVAL_BATCH];
        int size = 0;
        for (long at = 0; removed + size < excess && own.next(at, filter) && own.sequence() < before; ) {
            at = own.sequence() + 1;
            batch[size++] = own.sequence();
            if (size == batch.length) {
                removed += removeAll(batch, size);
                size = 0;
            }
        }
        return removed + removeAll(batch, size);
    }

    @Override
    public final long removeAll(long[] sequences, int count) {
        if (count == 0) {
            return 0;
        }
        synchronized (writing) {
            // What has to be read is read in the order of the files.
            Arrays.sort(sequences, 0, count);
            noteRemoval(sequences, count);
            long removed = dropAll(sequences, count);
            settled();
            return removed;
        }
    }

    /** Removes messages, of which a note was taken. */
    protected final long dropAll(long[] sequences, int count) {
        Removals removals = new Removals();
        for (int i = 0; i < count; i++) {
            removals.remove(sequences[i]);
        }
        return removals.finish();
    }

    @Override
    public final int removeExpired(long nowNanos, int limit, RemovalListener listener) {
        int removed = 0;
        loadExpiries(nowNanos);
        for (long time = nextLoadedExpiryNanos(); time != NEVER && time <= nowNanos && removed < limit; ) {
            long sequence = expiries.nextSequence();
            if (own.read(sequence)) {
                listener.removing(own);
            }
            removed += remove(sequence, false) ? 1 : 0;
            time = nextLoadedExpiryNanos();
        }
        return removed;
    }

    @Override
    public final long nextExpiryNanos() {
        long loaded = nextLoadedExpiryNanos();
        long kept = nextKeptExpiryNanos();
        return loaded == NEVER || (kept != NEVER && kept < loaded) ? kept : loaded;
    }

    private long nextLoadedExpiryNanos() {
        while (!expiries.isEmpty() && !live.contains(expiries.nextSequence())) {
            expiries.removeNext();
        }
        return expiries.isEmpty() ? NEVER : expiries.nextTimeNanos();
    }

    /** When the first of the messages comes to its end that are not in the schedule yet, or {@link #NEVER}. */
    protected long nextKeptExpiryNanos() {
        return NEVER;
    }

    /** Enters into the schedule whatever ends by then. */
    protected void loadExpiries(long nowNanos) {}

    /**
     * Has the writer's key stand on the subject of a message, by what the indexes say of it.
     *
     * @return the message's extent, or {@link Extent#UNKNOWN} if they say too little
     */
    private int recall(long sequence) {
        Segment segment = segmentOf(sequence);
        long hash = segment == null ? Segment.NO_HASH : segment.subjectHashOf(sequence);
        if (segment == null || hash == Segment.NO_HASH) {
            return Extent.UNKNOWN;
        }
        synchronized (books) {
            if (!live.contains(sequence) || !isIndexed(sequence) || !subjects.byHash(hash, ownKey)) {
                return Extent.UNKNOWN;
            }
        }
        return segment.extentOf(sequence);
    }

    /** The same of a message that was read. */
    private int identify(RecordWindow window) {
        ownKey.on(window);
        return Extent.of(window.size(), window.headerLength() > 0);
    }

    /** Takes a message out of the books; null if somebody else did. */
    private @Nullable Segment unbook(long sequence, SubjectKey subject, int extent) {
        int size = Extent.size(extent);
        synchronized (books) {
            if (!live.remove(sequence)) {
                return null;
            }
            Segment segment = segmentOf(sequence);
            if (segment != null) {
                segment.count(-1, -RecordFormat.padded(size));
            }
            bytes -= storedBytes(size, Extent.hasHeaders(extent));
            if (isIndexed(sequence)) {
                subjects.removed(subject, live);
            } else {
                removedUnindexed(sequence, subject);
            }
            return segment;
        }
    }

    /** Takes a message out of the books whose bytes are not those that were written. Any thread. */
    private void lose(long sequence) {
        synchronized (books) {
            if (!discard(sequence)) {
                return;
            }
            lost++;
        }
        lost(sequence);
    }

    /** Takes a message out of the books that cannot be read. */
    private boolean discard(long sequence) {
        synchronized (books) {
            if (!live.remove(sequence)) {
                return false;
            }
            Segment segment = segmentOf(sequence);
            if (segment != null) {
                segment.count(-1, 0);
            }
            if (live.size() == 0) {
                bytes = 0;
                subjects.clear();
                cleared();
            }
            return true;
        }
    }

    /** A message was found damaged. Any thread. */
    protected void lost(long sequence) {}

    // The books for those who open what was kept.

    /** Enters a message that was kept before. Under the lock of the books. */
    protected final void book(Segment segment, RecordWindow window, boolean withSubject) {
        if (withSubject) {
            subjects.added(ownKey.on(window), window.sequence());
        }
        bytes += storedBytes(window);
        lastTimeNanos = window.timeNanos();
        segment.count(1, RecordFormat.padded(window.size()));
        live.add(window.sequence());
    }

    /** What was read so far may have been read where nothing stood yet. */
    protected final void forgetReads() {
        own.close();
    }

    /** Enters totals that were kept. */
    protected final void book(long keptBytes, long keptLastTimeNanos, long keptLost) {
        bytes += keptBytes;
        lastTimeNanos = keptLastTimeNanos;
        lost += keptLost;
    }

    protected final long lostMessages() {
        return lost;
    }

    protected final long bookedBytes() {
        return bytes;
    }

    protected final long lastTimeNanos() {
        return lastTimeNanos;
    }

    /** Whether the index knows all subjects by now. */
    protected boolean isIndexWhole() {
        return true;
    }

    /** Returns when it does. */
    protected void awaitIndex() {}

    /** Whether the message is counted in the index. Under the lock of the books. */
    protected boolean isIndexed(long sequence) {
        return true;
    }

    /** A message went that is not counted in the index. Under the lock of the books. */
    protected void removedUnindexed(long sequence, SubjectKey subject) {}

    /** No message is left. Under the lock of the books. */
    protected void cleared() {}

    @Override
    public IndexProgress indexing() {
        return IndexProgress.WHOLE;
    }

    // Segments.

    protected final Segment[] segments() {
        return segments;
    }

    protected final void segments(Segment[] newSegments) {
        segments = newSegments;
    }

    protected final void addSegment(Segment segment) {
        synchronized (books) {
            Segment[] more = Arrays.copyOf(segments, segments.length + 1);
            more[segments.length] = segment;
            segments = more;
        }
    }

    /** Puts another segment, or none, in the place of some neighbours. */
    protected final void replaceSegments(int from, int to, @Nullable Segment by) {
        synchronized (books) {
            Segment[] old = segments;
            int added = by == null ? 0 : 1;
            Segment[] all = new Segment[old.length - (to - from) + added];
            System.arraycopy(old, 0, all, 0, from);
            if (by != null) {
                all[from] = by;
            }
            System.arraycopy(old, to, all, from + added, old.length - to);
            segments = all;
        }
    }

    /** The segment in which that sequence would be, or null. */
    protected final @Nullable Segment segmentOf(long sequence) {
        Segment[] all = segments;
        int index = Segment.indexOf(all, sequence);
        return index >= 0 && sequence < all[index].end() ? all[index] : null;
    }

    // Asking.

    @Override
    public final StoreState state() {
        while (true) {
            StoreState state;
            synchronized (books) {
                long messages = live.size();
                long first = messages == 0 ? live.end() : firstSequence();
                long known = isIndexWhole() ? subjects.size() : 0;
                state = new StoreState(messages, bytes, first, 0, live.end() - 1, lastTimeNanos, known, lost);
            }
            if (state.messages() == 0) {
                return state;
            }
            long time = timeOf(state.firstSequence());
            if (time != GONE) {
                return new StoreState(
                        state.messages(),
                        state.bytes(),
                        state.firstSequence(),
                        time,
                        state.lastSequence(),
                        state.lastTimeNanos(),
                        state.subjects(),
                        state.lostMessages());
            }
        }
    }

    /** When that message was appended, {@link #GONE} if it is no longer there. Any thread. */
    private long timeOf(long sequence) {
        synchronized (timeLock) {
            if (timedSequence != sequence) {
                if (!loadLive(timeWindow, sequence)) {
                    return GONE;
                }
                timedNanos = timeWindow.timeNanos();
                timedSequence = sequence;
            }
            return timedNanos;
        }
    }

    /** The first one that is there. */
    final long firstSequence() {
        long first = live.next(firstHint);
        if (first < 0) {
            return live.end();
        }
        firstHint = first;
        return first;
    }

    @Override
    public final @Nullable SubjectState subject(byte[] subject) {
        return lookup.state(SubjectKey.of(subject), new RecordWindow());
    }

    @Override
    public final void subjects(SubjectFilter filter, SubjectVisitor visitor) {
        lookup.subjects(filter, visitor);
    }

    @Override
    public final long count(long fromSequence, SubjectFilter filter, boolean lastOfSubjectOnly) {
        return lookup.count(fromSequence, filter, lastOfSubjectOnly);
    }

    final SubjectLookup lookup() {
        return lookup;
    }

    /** Places the window on a message that is there; one that is there but damaged is lost. Any thread. */
    protected final boolean loadLive(RecordWindow window, long sequence) {
        while (live.contains(sequence)) {
            Segment[] seen = segments;
            int index = Segment.indexOf(seen, sequence);
            if (index >= 0 && seen[index].load(window, sequence)) {
                return true;
            }
            if (seen == segments && live.contains(sequence)) {
                lose(sequence);
            }
        }
        return false;
    }

    @Override
    public final long sequenceAt(long timeNanos) {
        Segment[] all = segments;
        RecordWindow window = new RecordWindow();
        for (Segment segment : all) {
            if (segment.lastTimeNanos() < timeNanos || segment.messages() == 0) {
                continue;
            }
            long low = live.next(segment.first());
            long high = segment.end();
            // Times never fall, so the first message that is not too early is found by halves.
            while (low >= 0 && low < high) {
                long middle = live.next(low + ((high - low) >>> 1));
                if (middle < 0 || middle >= high) {
                    high = low + ((high - low) >>> 1);
                } else if (loadLive(window, middle) && window.timeNanos() < timeNanos) {
                    low = live.next(middle + 1);
                } else {
                    high = middle;
                }
            }
            long found = live.next(high);
            if (low >= 0 && found >= 0 && found < segment.end()) {
                return found;
            }
        }
        return live.end();
    }

    @Override
    public final long[] removedSequences() {
        long[] removed = new long[16];
        int size = 0;
        long at = live.next(0);
        while (at >= 0) {
            long next = live.next(at + 1);
            for (long gone = at + 1; gone < (next < 0 ? live.end() : next); gone++) {
                if (size == removed.length) {
                    removed = Arrays.copyOf(removed, size << 1);
                }
                removed[size++] = gone;
            }
            at = next;
        }
        return Arrays.copyOf(removed, size);
    }

    @Override
    public final MessageReader reader() {
        return new StoreReader(this);
    }

    final LiveSet liveSet() {
        return live;
    }

    final int storedBytes(RecordWindow window) {
        return storedBytes(window.size(), window.headerLength() > 0);
    }

    private int storedBytes(int recordSize, boolean hasHeaders) {
        return overhead(hasHeaders) + recordSize - RecordFormat.HEADER_SIZE;
    }
}
