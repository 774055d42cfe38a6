package io.quoll.jetstream.consumer;

import io.quoll.storage.StateLog;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Writes down what changes a consumer's state, and does the same again on recovery. What happens in one run of the stream's
 * executor becomes one record.
 *
 * <pre>
 *   |operation: 1|number: 1..9| ... |operation|number ...
 *
 *   delivered        sequence, consumer's sequence, time in ms       acked           sequence
 *   redelivered      sequence, consumer's sequence, time in ms       acked through   sequence
 *   moved            sequence, consumer's sequence, time in ms       given up        sequence
 *   started behind   sequence
 *
 *   delivered in a row   sequence, consumer's sequence, time in ms, count       acked in a row   sequence, count
 *
 *   snapshot: delivered consumer, delivered stream, time, floor consumer, floor stream,
 *             count, (sequence, consumer's sequence, time, deliveries)*, count, (sequence given up)*
 * </pre>
 *
 * Numbers are of seven bits a byte, the lowest first. What happens to messages one behind the other is one change, as long as
 * nothing else comes in between; of where a consumer that waits for nothing has come to, only the last word is written.
 */
final class StateJournal {

    private static final int DELIVERED = 1;
    private static final int REDELIVERED = 2;
    private static final int MOVED = 3;
    private static final int ACKED = 4;
    private static final int ACKED_THROUGH = 5;
    private static final int GAVE_UP = 6;
    private static final int STARTED = 7;
    private static final int DELIVERED_ROW = 8;
    private static final int ACKED_ROW = 9;
    private static final int NO_ROW = 0;

    private static final int MOST_PER_CHANGE = 48;
    private static final long MILLI = 1_000_000L;
    private static final byte[] NOTHING = {};
    private static final int LARGEST_KEPT = 64 * 1024;

    /** After so much it is time for a snapshot, or after a few times the size of the last one. */
    private static final long SNAPSHOT_BYTES = 256 * 1024;

    private final @Nullable StateLog log;
    private byte[] changes = NOTHING;
    private int length;
    private boolean unflushed;
    private long lastSnapshotBytes;

    /** The row that goes on, or none: its operation, with what its first message had. */
    private int row = NO_ROW;

    private long rowCount;
    private long rowSequence;
    private long rowConsumerSequence;
    private long rowMillis;

    /**
     * @param log null if the state may be forgotten
     */
    StateJournal(@Nullable StateLog log) {
        this.log = log;
    }

    boolean isKept() {
        return log != null;
    }

    void delivered(long sequence, long consumerSequence, long time) {
        if (log == null) {
            return;
        }
        long millis = time / MILLI;
        if (row == DELIVERED_ROW
                && sequence == rowSequence + rowCount
                && consumerSequence == rowConsumerSequence + rowCount
                && millis == rowMillis) {
            rowCount++;
        } else {
            beginRow(DELIVERED_ROW, sequence, consumerSequence, millis);
        }
    }

    void redelivered(long sequence, long consumerSequence, long time) {
        change(REDELIVERED, sequence, consumerSequence, time);
    }

    /** Where a consumer that waits for no acknowledgement has come to. */
    void moved(long sequence, long consumerSequence, long time) {
        if (log != null) {
            if (row != MOVED) {
                endRow();
            }
            row = MOVED;
            rowSequence = sequence;
            rowConsumerSequence = consumerSequence;
            rowMillis = time / MILLI;
        }
    }

    void acked(long sequence) {
        if (log == null) {
            return;
        }
        if (row == ACKED_ROW && sequence == rowSequence + rowCount) {
            rowCount++;
        } else {
            beginRow(ACKED_ROW, sequence, 0, 0);
        }
    }

    void ackedThrough(long sequence) {
        change(ACKED_THROUGH, sequence);
    }

    void gaveUp(long sequence) {
        change(GAVE_UP, sequence);
    }

    void startedBehind(long sequence) {
        change(STARTED, sequence);
    }

    private void beginRow(int operation, long sequence, long consumerSequence, long millis) {
        endRow();
        row = operation;
        rowCount = 1;
        rowSequence = sequence;
        rowConsumerSequence = consumerSequence;
        rowMillis = millis;
    }

    private void endRow() {
        boolean isOne = rowCount == 1;
        switch (row) {
            case DELIVERED_ROW -> write(isOne ? DELIVERED : DELIVERED_ROW, rowSequence, rowConsumerSequence, rowMillis);
            case ACKED_ROW -> write(isOne ? ACKED : ACKED_ROW, rowSequence);
            case MOVED -> write(MOVED, rowSequence, rowConsumerSequence, rowMillis);
            default -> {
                return;
            }
        }
        if (row != MOVED && !isOne) {
            number(rowCount);
        }
        row = NO_ROW;
    }

    private void change(int operation, long sequence, long consumerSequence, long time) {
        if (log != null) {
            endRow();
            write(operation, sequence, consumerSequence, time / MILLI);
        }
    }

    private void change(int operation, long sequence) {
        if (log != null) {
            endRow();
            write(operation, sequence);
        }
    }

    private void write(int operation, long sequence, long consumerSequence, long millis) {
        write(operation, sequence);
        number(consumerSequence);
        number(millis);
    }

    private void write(int operation, long sequence) {
        if (length + MOST_PER_CHANGE > changes.length) {
            changes = Arrays.copyOf(changes, Math.max(256, 2 * changes.length));
        }
        changes[length++] = (byte) operation;
        number(sequence);
    }

    private void number(long value) {
        long rest = value;
        while (rest > 0x7f) {
            changes[length++] = (byte) (rest & 0x7f | 0x80);
            rest >>>= 7;
        }
        changes[length++] = (byte) rest;
    }

    /** Hands what has changed to the operating system. */
    void flush(ConsumerState state) {
        StateLog to = log;
        endRow();
        if (to == null || length == 0) {
            return;
        }
        if (to.bytesSinceSnapshot() > Math.max(SNAPSHOT_BYTES, 4 * lastSnapshotBytes)) {
            length = 0;
            byte[] snapshot = snapshot(state);
            lastSnapshotBytes = snapshot.length;
            to.snapshot(ByteBuffer.wrap(snapshot));
        } else {
            to.append(ByteBuffer.wrap(changes, 0, length));
            length = 0;
            to.flush();
        }
        unflushed = true;
        if (changes.length > LARGEST_KEPT) {
            changes = NOTHING;
        }
    }

    /** Returns when what was handed over is on the disk. */
    void force() {
        if (log != null && unflushed) {
            unflushed = false;
            log.force();
        }
    }

    void close() {
        if (log != null) {
            log.close();
        }
    }

    private byte[] snapshot(ConsumerState state) {
        PendingMessages pending = state.pending();
        byte[] mine = changes;
        int needed = 64 + pending.size() * 40 + state.givenUp().size() * 10;
        changes = new byte[needed];
        length = 0;
        number(state.deliveredConsumer());
        number(state.deliveredStream());
        number(state.deliveredTime() / MILLI);
        number(state.floorConsumer());
        number(state.floorStream());
        number(pending.size());
        for (int place = pending.first(); place >= 0; place = pending.next(place)) {
            number(pending.sequence(place));
            number(pending.consumerSequence(place));
            number(pending.time(place) / MILLI);
            number(pending.deliveries(place));
        }
        number(state.givenUp().size());
        state.givenUp().forEach(this::number);
        byte[] snapshot = Arrays.copyOf(changes, length);
        changes = mine;
        length = 0;
        return snapshot;
    }

    /**
     * Brings a fresh state to where the consumer was.
     *
     * @return false if nothing was written down
     */
    boolean recover(ConsumerState state) {
        if (log == null) {
            return false;
        }
        boolean[] any = {false};
        log.replay(
                snapshot -> {
                    any[0] = true;
                    restore(snapshot, state);
                },
                change -> {
                    any[0] = true;
                    replay(change, state);
                });
        return any[0];
    }

    private static void restore(ByteBuffer from, ConsumerState state) {
        state.restore(read(from), read(from), read(from) * MILLI, read(from), read(from));
        for (long left = read(from); left > 0; left--) {
            state.pending().add(read(from), read(from), read(from) * MILLI, (int) read(from));
        }
        for (long left = read(from); left > 0; left--) {
            state.givenUp().add(read(from));
        }
    }

    private static void replay(ByteBuffer from, ConsumerState state) {
        while (from.hasRemaining()) {
            int operation = from.get();
            long sequence = read(from);
            switch (operation) {
                case DELIVERED, MOVED -> state.delivered(sequence, read(from), read(from) * MILLI);
                case REDELIVERED -> state.redelivered(sequence, read(from), read(from) * MILLI);
                case DELIVERED_ROW -> replayDelivered(sequence, read(from), read(from) * MILLI, read(from), state);
                case ACKED_ROW -> replayAcked(sequence, read(from), state);
                case ACKED -> state.acked(sequence);
                case ACKED_THROUGH -> state.ackedThrough(sequence);
                case GAVE_UP -> state.gaveUp(sequence, true);
                case STARTED -> state.startBehind(sequence);
                default -> throw new IllegalStateException("no such change of a consumer: " + operation);
            }
        }
    }

    private static void replayDelivered(
            long sequence, long consumerSequence, long time, long count, ConsumerState state) {
        for (long i = 0; i < count; i++) {
            state.delivered(sequence + i, consumerSequence + i, time);
        }
    }

    private static void replayAcked(long sequence, long count, ConsumerState state) {
        for (long i = 0; i < count; i++) {
            state.acked(sequence + i);
        }
    }

    private static long read(ByteBuffer from) {
        long value = 0;
        for (int shift = 0; ; shift += 7) {
            byte next = from.get();
            value |= (long) (next & 0x7f) << shift;
            if (next >= 0) {
                return value;
            }
        }
    }
}
