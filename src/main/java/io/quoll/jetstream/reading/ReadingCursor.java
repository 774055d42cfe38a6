package io.quoll.jetstream.reading;

import io.quoll.jetstream.stream.Stream;
import io.quoll.message.MessageBatch;
import io.quoll.storage.MessageReader;
import io.quoll.storage.SubjectFilter;
import io.quoll.subject.SubjectPattern;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How far one reading has come, and how it goes on: through a snapshot first if it wants one, then from sequence to sequence. In
 * the turns of its reading only.
 */
final class ReadingCursor {

    /** After so many messages that nobody wants others have their turn. */
    private static final int MOST_STEPS = 4096;

    private final Stream stream;
    private final SubjectFilter filter;
    private @Nullable Snapshot snapshot;
    private long next;
    private long left;
    private boolean countsMissed;

    private ReadingCursor(Stream stream, ReadingTerms terms) {
        this.stream = stream;
        this.filter = filterOf(terms.patterns());
        this.left = terms.maxMessages() == 0 ? Long.MAX_VALUE : terms.maxMessages();
        this.countsMissed = terms.start().isDefinite();
    }

    private static SubjectFilter filterOf(List<SubjectPattern> patterns) {
        return patterns.isEmpty() ? SubjectFilter.ALL : SubjectFilter.of(patterns);
    }

    /**
     * @param end the last sequence that was durable when the reading began
     */
    static ReadingCursor begin(Stream stream, ReadingTerms terms, long end, MessageReader place) {
        ReadingCursor cursor = new ReadingCursor(stream, terms);
        ReadingStart start = terms.start();
        switch (start.kind()) {
            case ALL -> cursor.next = 1;
            case NEW -> {
                cursor.next = end + 1;
                cursor.countsMissed = true;
            }
            case LAST -> cursor.next = place.last(end, cursor.filter) ? place.sequence() : end + 1;
            case SEQUENCE -> cursor.next = Math.max(1, start.number());
            case TIME -> cursor.next = stream.messages().sequenceAt(start.number());
            case LAST_PER_SUBJECT -> cursor.takeSnapshot(1, end, place);
            case BEHIND -> {
                cursor.next = start.number() + 1;
                if (start.snapshotEnd() > start.number()) {
                    cursor.takeSnapshot(start.number() + 1, start.snapshotEnd(), place);
                }
            }
        }
        return cursor;
    }

    private void takeSnapshot(long from, long end, MessageReader place) {
        snapshot = Snapshot.of(stream.messages(), filter, from, end, place);
        next = end + 1;
    }

    /** Whether it has all it wanted. */
    boolean isDone() {
        return left == 0;
    }

    /**
     * Goes on from message to message, into the batch.
     *
     * @param end how far it may go
     * @param enoughBytes the batch is not to be filled beyond that
     * @return whether there may be more up to that end
     */
    boolean fill(MessageBatch batch, MessageReader place, long end, int enoughBytes) {
        Snapshot present = snapshot;
        if (present != null) {
            boolean more = fill(batch, present, place, enoughBytes);
            if (!more) {
                snapshot = null;
            }
            if (more || batch.count() > 0) {
                return true;
            }
            batch.snapshotEnd(0);
        }
        for (int steps = 0; left > 0 && batch.size() < enoughBytes; steps++) {
            if (steps == MOST_STEPS) {
                return true;
            }
            if (next > end || !place.next(next, filter.isLiteral() ? filter : SubjectFilter.ALL)) {
                // A message that came in meanwhile is beyond the end.
                next = Math.max(next, end + 1);
                return false;
            }
            long found = place.sequence();
            if (found > end) {
                next = end + 1;
                return false;
            }
            if (batch.count() == 0 && found > next && countsMissed) {
                countMissed(batch);
            }
            next = found + 1;
            if (filter.isAll()
                    || filter.isLiteral()
                    || filter.matches(place.message().copySubject())) {
                add(batch, place);
            }
        }
        return left > 0;
    }

    /** What has fallen out of the stream's front before it was read is missed; what was taken out of its middle is not. */
    private void countMissed(MessageBatch batch) {
        long first = stream.messages().state().firstSequence();
        if (first > next) {
            batch.missedBefore(batch.missedBefore() + first - next);
        }
    }

    private boolean fill(MessageBatch batch, Snapshot from, MessageReader place, int enoughBytes) {
        batch.snapshotEnd(from.end());
        for (int steps = 0; left > 0 && batch.size() < enoughBytes && steps < MOST_STEPS; steps++) {
            switch (from.step(place)) {
                case WANTED -> add(batch, place);
                case UNWANTED -> {}
                case OVER -> {
                    return false;
                }
            }
        }
        return left > 0;
    }

    private void add(MessageBatch batch, MessageReader place) {
        if (batch.append(place.message(), place.sequence(), place.timeNanos())) {
            left--;
            countsMissed = true;
        }
    }
}
