package io.quoll.jetstream.consumer;

import io.quoll.storage.MessageReader;
import io.quoll.storage.MessageStore;
import io.quoll.storage.StoreState;
import io.quoll.storage.SubjectFilter;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.Set;

/**
 * Finds what a consumer delivers next: what is to be delivered again first, then what it has not seen, in the order of the
 * stream. Counts what is left. For the stream's executor.
 *
 * <p>What is to be delivered again is bounded by {@code max_ack_pending}; the last messages of subjects, where those are wanted,
 * by the number of subjects at the consumer's creation.
 */
final class MessageSelector {

    private static final long[] NONE = {};

    private final MessageStore store;
    private final Set<Long> again = new LinkedHashSet<>(0);
    private SubjectFilter filter;
    private long cursor;
    /** The last messages of subjects, as they stood when the consumer began; delivered before anything behind them. */
    private long[] lastOnes = NONE;

    private int lastOne;

    private long unseen;
    private long countedTo;
    private boolean counted;
    private boolean told;

    MessageSelector(MessageStore store, SubjectFilter filter) {
        this.store = store;
        this.filter = filter;
    }

    void filter(SubjectFilter newFilter) {
        filter = newFilter;
        counted = false;
    }

    SubjectFilter filter() {
        return filter;
    }

    /** Where a new consumer begins: the sequence of the first message it may deliver. */
    long begin(ConsumerConfig config, long mostPerSubject) {
        StoreState state = store.state();
        long last = state.lastSequence();
        long first =
                switch (config.deliverPolicy()) {
                    case ALL -> state.firstSequence();
                    case LAST -> lastMatching(last);
                    case NEW -> last + 1;
                    case BY_START_SEQUENCE -> config.startSequence();
                    case BY_START_TIME -> Math.min(last + 1, store.sequenceAt(config.startTimeNanos()));
                    case LAST_PER_SUBJECT -> mostPerSubject == 1 ? state.firstSequence() : findLastOnes(last);
                };
        moveTo(Math.max(1, Math.max(first, state.firstSequence())));
        return lastOnes.length > 0 ? lastOnes[0] : cursor;
    }

    private long lastMatching(long last) {
        if (filter.isAll()) {
            return Math.max(1, last);
        }
        try (MessageReader reader = store.reader()) {
            return reader.last(last, filter) ? reader.sequence() : last + 1;
        }
    }

    private long findLastOnes(long last) {
        long[][] found = {new long[16]};
        int[] count = {0};
        store.subjects(filter, (subject, state) -> {
            if (count[0] == found[0].length) {
                found[0] = Arrays.copyOf(found[0], 2 * count[0]);
            }
            found[0][count[0]++] = state.last();
            return true;
        });
        lastOnes = Arrays.copyOf(found[0], count[0]);
        Arrays.sort(lastOnes);
        lastOne = 0;
        return last + 1;
    }

    /** Goes on there. */
    void moveTo(long sequence) {
        cursor = sequence;
        counted = false;
    }

    /** Begins anew there, with nothing to deliver again. */
    void resetTo(long sequence) {
        again.clear();
        lastOnes = NONE;
        lastOne = 0;
        moveTo(sequence);
    }

    // Again

    /** The message is to be delivered again, behind those that are already. */
    void addAgain(long sequence) {
        again.add(sequence);
    }

    void addAgain(Collection<Long> sequences) {
        again.addAll(sequences);
    }

    void removeAgain(long sequence) {
        if (!again.isEmpty()) {
            again.remove(sequence);
        }
    }

    boolean isAgain(long sequence) {
        return !again.isEmpty() && again.contains(sequence);
    }

    boolean hasAgain() {
        return !again.isEmpty();
    }

    int againCount() {
        return again.size();
    }

    /** The first that is to be delivered again; ask {@link #hasAgain} before. */
    long firstAgain() {
        return again.iterator().next();
    }

    // Not seen

    /**
     * Places the reader on the next message that was not delivered yet, without going beyond it.
     *
     * @param committed messages behind this one are not there yet for consumers
     */
    boolean find(MessageReader reader, long committed) {
        while (lastOne < lastOnes.length) {
            if (reader.read(lastOnes[lastOne])) {
                return true;
            }
            lastOne++;
            unseen--;
        }
        if (cursor > committed) {
            return false;
        }
        if (!reader.next(cursor, filter)) {
            cursor = committed + 1;
            unseen = 0;
            countedTo = committed;
            return false;
        }
        if (reader.sequence() > committed) {
            return false;
        }
        cursor = reader.sequence();
        return true;
    }

    /** The message that was found is delivered. */
    void taken(long sequence) {
        unseen--;
        if (lastOne < lastOnes.length) {
            lastOne++;
            if (lastOne == lastOnes.length) {
                lastOnes = NONE;
                lastOne = 0;
            }
        } else {
            cursor = sequence + 1;
        }
    }

    /** Messages have gone that were perhaps not delivered yet. */
    void recount() {
        counted = false;
    }

    /** From now on, or no longer, it is {@linkplain #onAppended told} of every message that matches, and need not look. */
    void isTold(boolean isSo) {
        if (isSo != told) {
            unseen();
            told = isSo;
            countedTo = store.state().lastSequence();
        }
    }

    /** One more message matches. */
    void onAppended() {
        if (told && counted) {
            unseen++;
        }
    }

    /** What {@link #unseen} said last, without what was taken since. */
    long left() {
        return Math.max(0, unseen);
    }

    /** How many messages wait that were not delivered yet; costs more than {@link #left}. */
    long unseen() {
        if (counted && told) {
            return Math.max(0, unseen);
        }
        long last = store.state().lastSequence();
        if (!counted) {
            unseen = lastOnes.length - lastOne + (cursor > last ? 0 : store.count(cursor, filter, false));
            counted = true;
            countedTo = Math.max(last, cursor - 1);
        } else if (last > countedTo) {
            unseen += store.count(Math.max(cursor, countedTo + 1), filter, false);
            countedTo = last;
        }
        return Math.max(0, unseen);
    }
}
