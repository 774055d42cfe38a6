package io.quoll.jetstream.reading;

import io.quoll.storage.MessageReader;
import io.quoll.storage.MessageStore;
import io.quoll.storage.SubjectFilter;
import io.quoll.storage.SubjectState;
import io.quoll.subject.SubjectPattern;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The last message of each subject up to a sequence, in the order of sequences. Where there are few subjects their last sequences
 * are gathered at the beginning; where there are more than {@value #MOST_GATHERED} every message is looked at. A message that
 * was the last one and has gone since, because there is a newer one, is behind the snapshot's end. In the turns of one reading
 * only.
 */
final class Snapshot {

    /** What a step has come to. */
    enum Step {
        /** The place is on the next message of the snapshot. */
        WANTED,
        /** A message that does not belong to it. */
        UNWANTED,
        /** There are no more. */
        OVER
    }

    private static final int MOST_GATHERED = 16 * 1024;

    private final MessageStore messages;
    private final SubjectFilter filter;
    private final long end;
    private long next;
    private long @Nullable [] gathered;
    private int index;

    private Snapshot(MessageStore messages, SubjectFilter filter, long from, long end) {
        this.messages = messages;
        this.filter = filter;
        this.next = from;
        this.end = end;
    }

    static Snapshot of(MessageStore messages, SubjectFilter filter, long from, long end, MessageReader place) {
        Snapshot snapshot = new Snapshot(messages, filter, from, end);
        snapshot.gather(place);
        return snapshot;
    }

    long end() {
        return end;
    }

    private void gather(MessageReader place) {
        Sequences found = new Sequences(place);
        messages.subjects(filter, found::add);
        gathered = found.isWhole() ? found.sorted() : null;
    }

    /** Collects the last sequence of each subject. */
    private final class Sequences {

        private final MessageReader place;
        private long[] sequences = new long[16];
        private int count;

        Sequences(MessageReader place) {
            this.place = place;
        }

        boolean add(byte[] subject, SubjectState state) {
            long last = state.last() <= end ? state.last() : lastUpToEnd(place, subject);
            if (last >= next) {
                if (count == sequences.length) {
                    sequences = Arrays.copyOf(sequences, 2 * count);
                }
                sequences[count++] = last;
            }
            return isWhole();
        }

        boolean isWhole() {
            return count <= MOST_GATHERED;
        }

        long[] sorted() {
            long[] all = Arrays.copyOf(sequences, count);
            Arrays.sort(all);
            return all;
        }
    }

    private long lastUpToEnd(MessageReader place, byte[] subject) {
        SubjectPattern exactly = SubjectPattern.of(new String(subject, StandardCharsets.UTF_8));
        return place.last(end, SubjectFilter.of(exactly)) ? place.sequence() : 0;
    }

    /** Moves on by one message. */
    Step step(MessageReader place) {
        long[] sequences = gathered;
        if (sequences != null) {
            if (index == sequences.length) {
                return Step.OVER;
            }
            return place.read(sequences[index++]) ? Step.WANTED : Step.UNWANTED;
        }
        SubjectFilter steps = filter.isLiteral() ? filter : SubjectFilter.ALL;
        if (next > end || !place.next(next, steps) || place.sequence() > end) {
            return Step.OVER;
        }
        long found = place.sequence();
        next = found + 1;
        byte[] subject = place.message().copySubject();
        return filter.matches(subject) && isLast(place, subject, found) ? Step.WANTED : Step.UNWANTED;
    }

    /** Leaves the place where it was if it is. */
    private boolean isLast(MessageReader place, byte[] subject, long sequence) {
        SubjectState state = messages.subject(subject);
        if (state == null || state.last() <= end) {
            return state != null && state.last() == sequence;
        }
        return lastUpToEnd(place, subject) == sequence;
    }
}
