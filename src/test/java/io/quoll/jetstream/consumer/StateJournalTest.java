package io.quoll.jetstream.consumer;

import static org.assertj.core.api.Assertions.assertThat;

import io.quoll.storage.StateLog;
import io.quoll.testkit.SeededRandom;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** A consumer that is opened again stands where it stood, whatever it did before and whether it took snapshots or not. */
@ExtendWith(SeededRandom.class)
class StateJournalTest {

    private static final long MILLI = 1_000_000L;

    /** Keeps records as they are given. */
    private static final class KeptLog implements StateLog {
        private final List<byte[]> changes = new ArrayList<>();
        private byte[] snapshot = {};
        private long bytes;

        private static byte[] copy(ByteBuffer from) {
            byte[] copy = new byte[from.remaining()];
            from.get(copy);
            return copy;
        }

        @Override
        public void replay(Consumer<ByteBuffer> toSnapshot, Consumer<ByteBuffer> toChange) {
            if (snapshot.length > 0) {
                toSnapshot.accept(ByteBuffer.wrap(snapshot));
            }
            changes.forEach(change -> toChange.accept(ByteBuffer.wrap(change)));
        }

        @Override
        public void append(ByteBuffer change) {
            changes.add(copy(change));
            bytes += changes.get(changes.size() - 1).length;
        }

        @Override
        public void flush() {}

        @Override
        public void force() {}

        @Override
        public long bytesSinceSnapshot() {
            return bytes;
        }

        @Override
        public void snapshot(ByteBuffer state) {
            snapshot = copy(state);
            changes.clear();
            bytes = 0;
        }

        @Override
        public void close() {}
    }

    @Test
    void shouldRecoverWhatWasWrittenDown(Random random) {
        // given
        KeptLog log = new KeptLog();
        StateJournal journal = new StateJournal(log);
        ConsumerState state = new ConsumerState(true);
        state.startBehind(100);
        journal.startedBehind(100);

        // when
        for (int i = 1; i <= 60_000; i++) {
            act(random, state, journal, i);
            if (random.nextInt(10) == 0) {
                journal.flush(state);
            }
        }
        journal.flush(state);
        ConsumerState recovered = new ConsumerState(true);
        boolean any = new StateJournal(log).recover(recovered);

        // then
        assertThat(any).isTrue();
        assertThat(describe(recovered)).isEqualTo(describe(state));
    }

    private static void act(Random random, ConsumerState state, StateJournal journal, int i) {
        long next = state.deliveredConsumer() + 1;
        PendingMessages pending = state.pending();
        long some = pending.isEmpty() ? 0 : pending.sequence(pending.first()) + random.nextInt(8);
        switch (random.nextInt(pending.size() > 500 ? 4 : 9)) {
            case 0 -> {
                if (pending.find(some) >= 0) {
                    state.acked(some);
                    journal.acked(some);
                }
            }
            case 1 -> {
                state.ackedThrough(some);
                journal.ackedThrough(some);
            }
            case 2 -> {
                if (pending.find(some) >= 0) {
                    state.gaveUp(some, true);
                    journal.gaveUp(some);
                }
            }
            case 3 -> {
                if (pending.find(some) >= 0) {
                    state.redelivered(some, next, i * MILLI);
                    journal.redelivered(some, next, i * MILLI);
                }
            }
            default -> {
                long sequence = state.deliveredStream() + 1 + random.nextInt(3);
                state.delivered(sequence, next, i * MILLI);
                journal.delivered(sequence, next, i * MILLI);
            }
        }
    }

    private static String describe(ConsumerState state) {
        StringBuilder text = new StringBuilder();
        text.append(state.deliveredConsumer()).append(' ').append(state.deliveredStream());
        text.append(' ').append(state.floorConsumer()).append(' ').append(state.floorStream());
        text.append(' ').append(state.givenUp());
        PendingMessages pending = state.pending();
        for (int place = pending.first(); place >= 0; place = pending.next(place)) {
            text.append('\n').append(pending.sequence(place)).append(' ').append(pending.consumerSequence(place));
            text.append(' ').append(pending.time(place)).append(' ').append(pending.deliveries(place));
        }
        return text.toString();
    }

    @Test
    void shouldWriteWhatHappensInARowAsOneChange() {
        // given
        KeptLog log = new KeptLog();
        StateJournal journal = new StateJournal(log);
        ConsumerState state = new ConsumerState(true);
        for (int i = 1; i <= 1000; i++) {
            state.delivered(i, i, MILLI);
            journal.delivered(i, i, MILLI);
        }
        for (int i = 1; i <= 900; i++) {
            state.acked(i);
            journal.acked(i);
        }

        // when
        journal.flush(state);
        ConsumerState recovered = new ConsumerState(true);
        new StateJournal(log).recover(recovered);

        // then
        assertThat(describe(recovered)).isEqualTo(describe(state));
        assertThat(log.bytesSinceSnapshot()).isLessThan(20);
    }

    @Test
    void shouldSayThatNothingWasWrittenDown() {
        // given
        StateJournal journal = new StateJournal(new KeptLog());

        // when
        boolean any = journal.recover(new ConsumerState(true));

        // then
        assertThat(any).isFalse();
    }
}
