package io.quoll.storage.segment;

import io.quoll.storage.MessageStore;
import io.quoll.storage.SubjectFilter;
import io.quoll.storage.SubjectState;
import io.quoll.storage.segment.SubjectIndex.SubjectEntry;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Finds the messages of a subject: by what the index says of it, which may be bounds only, and by what segments know of their
 * messages. As long as the index is not whole, by segments alone. Any thread.
 */
final class SubjectLookup {

    private final SegmentedStore store;
    private final SubjectIndex subjects;
    private final LiveSet live;
    private final Object books;

    SubjectLookup(SegmentedStore store, SubjectIndex subjects, LiveSet live, Object books) {
        this.store = store;
        this.subjects = subjects;
        this.live = live;
        this.books = books;
    }

    /** What is kept of a subject, with the first and last message that are there. Any thread. */
    @Nullable
    SubjectState state(SubjectKey key, RecordWindow window) {
        SubjectEntry entry = new SubjectEntry();
        if (!store.isIndexWhole()) {
            return countAll(key, window);
        }
        while (true) {
            boolean exact;
            synchronized (books) {
                if (!subjects.find(key, entry)) {
                    return null;
                }
                exact = live.contains(entry.first()) && live.contains(entry.last());
            }
            if (exact) {
                return new SubjectState(entry.first(), entry.last(), entry.count());
            }
            long first = firstOf(key, entry.first(), entry.last(), window);
            long last = first < 0 ? -1 : lastOf(key, entry.last(), first, window);
            synchronized (books) {
                SubjectEntry now = new SubjectEntry();
                if (!subjects.find(key, now)) {
                    return null;
                }
                if (first < 0 && now.last() == entry.last()) {
                    subjects.forget(key);
                    return null;
                }
                if (first >= 0 && last >= 0 && live.contains(first) && live.contains(last)) {
                    long newLast = now.last() == entry.last() ? last : now.last();
                    subjects.settle(key, first, newLast);
                    if (live.contains(newLast)) {
                        return new SubjectState(first, newLast, now.count());
                    }
                }
            }
        }
    }

    /** As long as the index is not whole. */
    private @Nullable SubjectState countAll(SubjectKey key, RecordWindow window) {
        long first = -1;
        long last = -1;
        long count = 0;
        for (long at = firstOf(key, 0, Long.MAX_VALUE - 1, window); at >= 0; ) {
            first = first < 0 ? at : first;
            last = at;
            count++;
            at = firstOf(key, at + 1, Long.MAX_VALUE - 1, window);
        }
        return count == 0 ? null : new SubjectState(first, last, count);
    }

    /** The first message of a subject that is there, or -1. Leaves the window on it. Any thread. */
    long firstOf(SubjectKey key, long from, long to, RecordWindow window) {
        Segment[] all = store.segments();
        for (int i = Math.max(0, Segment.indexOf(all, from)); i < all.length && all[i].first() <= to; i++) {
            Segment segment = all[i];
            long at = segment.candidateAfter(Math.max(from, segment.first()), key);
            while (at >= 0 && at <= to) {
                if (live.contains(at) && store.loadLive(window, at) && key.isOf(window)) {
                    return at;
                }
                at = segment.candidateAfter(at + 1, key);
            }
        }
        return -1;
    }

    /** The last message of a subject that is there, not before {@code floor}, or -1. Any thread. */
    long lastOf(SubjectKey key, long from, long floor, RecordWindow window) {
        // What the index says of the last one is nearly always so.
        if (from >= floor && live.contains(from) && store.loadLive(window, from) && key.isOf(window)) {
            return from;
        }
        Segment[] all = store.segments();
        for (int i = Segment.indexOf(all, from); i >= 0 && all[i].end() > floor; i--) {
            Segment segment = all[i];
            long at = segment.candidateBefore(Math.min(from, segment.end() - 1), key);
            while (at >= floor && at >= 0) {
                if (live.contains(at) && store.loadLive(window, at) && key.isOf(window)) {
                    return at;
                }
                at = segment.candidateBefore(at - 1, key);
            }
        }
        return -1;
    }

    /** What the index has of a subject, without looking further. Any thread. */
    boolean bounds(SubjectKey key, SubjectEntry entry) {
        if (!store.isIndexWhole()) {
            entry.set(0, Long.MAX_VALUE - 1, 1);
            return true;
        }
        synchronized (books) {
            return subjects.find(key, entry);
        }
    }

    /** A subject that matched; first and last may be bounds only. */
    private static final class Found {
        private final byte[] subject;
        private final long first;
        private final long last;
        private final long count;

        Found(byte[] subject, SubjectEntry entry) {
            this.subject = subject;
            this.first = entry.first();
            this.last = entry.last();
            this.count = entry.count();
        }
    }

    /** See {@link MessageStore#subjects}. */
    void subjects(SubjectFilter filter, MessageStore.SubjectVisitor visitor) {
        if (filter.isLiteral()) {
            byte[] subject = filter.patterns().get(0).bytes();
            SubjectState state = state(SubjectKey.of(subject), new RecordWindow());
            if (state != null) {
                visitor.visit(subject, state);
            }
            return;
        }
        store.awaitIndex();
        RecordWindow window = new RecordWindow();
        for (int part = 0; part < subjects.parts(); part++) {
            for (Found found : foundIn(part, filter)) {
                SubjectState state = live.contains(found.first) && live.contains(found.last)
                        ? new SubjectState(found.first, found.last, found.count)
                        : state(SubjectKey.of(found.subject), window);
                if (state != null && !visitor.visit(found.subject, state)) {
                    return;
                }
            }
        }
    }

    private List<Found> foundIn(int part, SubjectFilter filter) {
        List<Found> found = new ArrayList<>();
        synchronized (books) {
            subjects.forEach(part, (subject, entry) -> {
                if (filter.matches(subject)) {
                    found.add(new Found(subject, entry));
                }
            });
        }
        return found;
    }

    /** See {@link MessageStore#count}. */
    long count(long fromSequence, SubjectFilter filter, boolean lastOfSubjectOnly) {
        if (filter.isAll() && !lastOfSubjectOnly) {
            return live.countFrom(fromSequence);
        }
        boolean whole = fromSequence <= store.firstSequence();
        if (lastOfSubjectOnly || whole) {
            long[] sum = new long[1];
            subjects(filter, (subject, state) -> {
                if (!lastOfSubjectOnly) {
                    sum[0] += state.count();
                } else if (state.last() >= fromSequence) {
                    sum[0]++;
                }
                return true;
            });
            return sum[0];
        }
        long count = 0;
        try (StoreReader reader = new StoreReader(store)) {
            for (long at = fromSequence; reader.next(at, filter); at = reader.sequence() + 1) {
                count++;
            }
        }
        return count;
    }
}
