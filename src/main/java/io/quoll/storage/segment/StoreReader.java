package io.quoll.storage.segment;

import io.quoll.message.Publication;
import io.quoll.storage.MessageReader;
import io.quoll.storage.SubjectFilter;
import io.quoll.storage.segment.SubjectIndex.SubjectEntry;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** A place in a {@link SegmentedStore}. For one thread. */
final class StoreReader implements MessageReader {

    private final SegmentedStore store;
    private final RecordWindow window = new RecordWindow();
    private final SubjectEntry entry = new SubjectEntry();
    private long sequence;

    private @Nullable SubjectFilter keyed;
    private SubjectKey key = new SubjectKey();
    private final SubjectKey passingKey = new SubjectKey();
    private final SubjectVerdicts verdicts = new SubjectVerdicts();

    StoreReader(SegmentedStore store) {
        this.store = store;
    }

    @Override
    public boolean read(long wanted) {
        if (!store.loadLive(window, wanted)) {
            return false;
        }
        sequence = wanted;
        return true;
    }

    @Override
    public boolean next(long from, SubjectFilter filter) {
        if (filter.isLiteral()) {
            if (!store.lookup().bounds(keyOf(filter), entry)) {
                return false;
            }
            long found = store.lookup().firstOf(key, Math.max(from, entry.first()), entry.last(), window);
            // A message may have come between the two looks; the last one is then only a bound that was.
            return found >= 0 && at(found);
        }
        LiveSet live = store.liveSet();
        for (long at = live.next(from); at >= 0; at = live.next(at + 1)) {
            if (store.loadLive(window, at) && (filter.isAll() || verdicts.matches(filter, window))) {
                return at(at);
            }
        }
        return false;
    }

    @Override
    public boolean nextWithHeaders(long from) {
        LiveSet live = store.liveSet();
        long at = live.next(from);
        while (at >= 0) {
            Segment segment = store.segmentOf(at);
            if (segment != null && !segment.mayHaveHeaders()) {
                at = live.next(segment.end());
            } else if (store.loadLive(window, at) && window.headerLength() > 0) {
                return at(at);
            } else {
                at = live.next(at + 1);
            }
        }
        return false;
    }

    @Override
    public boolean last(long from, SubjectFilter filter) {
        if (filter.isLiteral()) {
            if (!store.lookup().bounds(keyOf(filter), entry)) {
                return false;
            }
            long found = store.lookup().lastOf(key, Math.min(from, entry.last()), entry.first(), window);
            return found >= 0 && at(found);
        }
        LiveSet live = store.liveSet();
        for (long at = live.previous(from); at >= 0; at = live.previous(at - 1)) {
            if (store.loadLive(window, at) && (filter.isAll() || verdicts.matches(filter, window))) {
                return at(at);
            }
        }
        return false;
    }

    @Override
    public boolean lastOf(ByteBuffer subjectFrom, int subjectAt, int subjectLength) {
        passingKey.on(subjectFrom, subjectAt, subjectLength, SubjectKey.hashOf(subjectFrom, subjectAt, subjectLength));
        if (!store.lookup().bounds(passingKey, entry)) {
            return false;
        }
        long found = store.lookup().lastOf(passingKey, entry.last(), entry.first(), window);
        return found >= 0 && at(found);
    }

    private boolean at(long found) {
        sequence = found;
        return true;
    }

    private SubjectKey keyOf(SubjectFilter filter) {
        if (keyed != filter) {
            key = SubjectKey.of(filter.patterns().get(0).bytes());
            keyed = filter;
        }
        return key;
    }

    @Override
    public long sequence() {
        return sequence;
    }

    @Override
    public long timeNanos() {
        return window.timeNanos();
    }

    @Override
    public long expiresAtNanos() {
        return window.expiresAtNanos();
    }

    @Override
    public Publication message() {
        return window.message();
    }

    @Override
    public int storedBytes() {
        return store.storedBytes(window);
    }

    RecordWindow window() {
        return window;
    }

    @Override
    public void close() {
        window.forgetScratch();
    }
}
