package io.quoll.jetstream.consumer;

import io.quoll.jetstream.stream.Retention;
import io.quoll.storage.MessageReader;
import io.quoll.storage.SubjectFilter;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Lets go of messages that nobody wants any more, in streams that keep them only as long. Those of one task go together, at its
 * end, so that what comes behind it does not see them. For the stream's executor.
 */
final class InterestLedger {

    private static final int MOST_A_SWEEP = 10_000;

    /** So many leave the stream at once; their note fits the room that a full disk has left for it. */
    private static final int MOST_AT_ONCE = 512;

    private static final int FEWEST_AT_ONCE = 16;

    private final StreamConsumerSet set;
    private long[] done = {};
    private int doneCount;

    InterestLedger(StreamConsumerSet set) {
        this.set = set;
    }

    private Retention retention() {
        return set.stream().config().retention();
    }

    /** A consumer is done with a message. */
    void onDone(Consumer consumer, long sequence) {
        switch (retention()) {
            case LIMITS -> {}
            case WORKQUEUE -> release(sequence);
            case INTEREST -> {
                if (set.count() <= 1 || !isNeeded(consumer, sequence)) {
                    release(sequence);
                }
            }
        }
    }

    private void release(long sequence) {
        if (doneCount == MOST_AT_ONCE) {
            letGo();
        } else if (doneCount == done.length) {
            done = Arrays.copyOf(done, Math.max(FEWEST_AT_ONCE, 2 * doneCount));
        }
        done[doneCount++] = sequence;
    }

    /** At the end of whatever has found messages that nobody wants. */
    void letGo() {
        int count = doneCount;
        if (count > 0) {
            doneCount = 0;
            set.release(done, count);
        }
    }

    private boolean isNeeded(@Nullable Consumer except, long sequence) {
        MessageReader reader = set.readers().of(this);
        if (!reader.read(sequence)) {
            return false;
        }
        for (Consumer other : set.index().interestedIn(reader.message().copySubject())) {
            if (other != except && other.needs(sequence)) {
                return true;
            }
        }
        return false;
    }

    /** A consumer is no more: what it alone wanted goes. */
    void onRemoved(Consumer consumer) {
        if (retention() == Retention.INTEREST) {
            sweep(1, set.committed());
        }
    }

    /** After a start: lets go of what consumers are done with, where the removal did not reach the disk but the reason did. */
    void recover(Iterable<Consumer> consumers) {
        long delivered = 0;
        for (Consumer consumer : consumers) {
            delivered = Math.max(delivered, consumer.state().deliveredStream());
        }
        if (retention() != Retention.LIMITS && delivered > 0) {
            sweep(1, Math.min(delivered, set.committed()));
        }
    }

    private void sweep(long from, long to) {
        release(from, to);
        letGo();
    }

    private void release(long from, long to) {
        MessageReader reader = set.readers().of(this);
        long at = from;
        for (int looked = 0; at <= to && reader.next(at, SubjectFilter.ALL); looked++) {
            long sequence = reader.sequence();
            if (sequence > to) {
                return;
            }
            if (looked == MOST_A_SWEEP) {
                // The stream has other things to do, too.
                set.stream().execute(() -> sweep(sequence, to));
                return;
            }
            at = sequence + 1;
            List<Consumer> interested =
                    set.index().interestedIn(reader.message().copySubject());
            boolean unclaimed = interested.isEmpty() && retention() == Retention.WORKQUEUE;
            if (!unclaimed && interested.stream().noneMatch(consumer -> consumer.needs(sequence))) {
                release(sequence);
            }
        }
    }
}
