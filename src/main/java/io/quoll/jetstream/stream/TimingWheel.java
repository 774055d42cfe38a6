package io.quoll.jetstream.stream;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * A timer for very many things that mostly never happen, as a consumer's that waits for an acknowledgement: setting one and
 * taking it back costs the same however many there are. Any thread sets; one thread {@linkplain #run runs} it, and tasks on it.
 *
 * <pre>
 *   near  | | |x| | ... |   one slot a millisecond, for the next four seconds
 *   far   | |xx| | | ... |   one slot for as much as near holds; emptied into near when its time begins
 * </pre>
 *
 * Nothing happens too early, and everything up to a millisecond late. What is further away than far reaches waits in its last
 * slot and is put off again. Bounded by those who set.
 */
public final class TimingWheel implements StreamTimer, Runnable {

    private static final Logger LOG = System.getLogger(TimingWheel.class.getName());

    private static final long TICK_NANOS = 1_000_000L;
    private static final int BITS = 12;
    private static final int SLOTS = 1 << BITS;
    private static final int MASK = SLOTS - 1;
    private static final long NEVER = Long.MAX_VALUE;

    /** Something set, linked into the list of its slot. */
    private final class Entry implements Timeout {
        private final Runnable task;
        private final long tick;
        private @Nullable Entry before;
        private @Nullable Entry after;
        private boolean isNear;
        private int slot = -1;

        Entry(Runnable task, long tick) {
            this.task = task;
            this.tick = tick;
        }

        @Override
        public void cancel() {
            synchronized (TimingWheel.this) {
                if (slot >= 0) {
                    unlink(this);
                }
            }
        }
    }

    private final LongSupplier nanoClock;
    private final long origin;
    private final @Nullable Entry[] near = new Entry[SLOTS];
    private final @Nullable Entry[] far = new Entry[SLOTS];
    /** A bit for each slot of near that holds something. */
    private final long[] occupied = new long[SLOTS / Long.SIZE];

    private final List<Runnable> due = new ArrayList<>();
    private long current;
    private int inFar;
    private long wakesAt = NEVER;
    private volatile @Nullable Thread runner;

    public TimingWheel(LongSupplier nanoClock) {
        this.nanoClock = nanoClock;
        this.origin = nanoClock.getAsLong();
    }

    @Override
    public long nanoTime() {
        return nanoClock.getAsLong();
    }

    @Override
    public synchronized Timeout schedule(Runnable task, long delayNanos) {
        long elapsed = nanoClock.getAsLong() - origin;
        long most = Long.MAX_VALUE - elapsed - TICK_NANOS;
        long at = elapsed + Math.max(0, Math.min(delayNanos, most));
        Entry entry = new Entry(task, Math.max(current + 1, (at + TICK_NANOS - 1) / TICK_NANOS));
        link(entry);
        if (entry.tick < wakesAt) {
            LockSupport.unpark(runner);
        }
        return entry;
    }

    private void link(Entry entry) {
        long ahead = entry.tick - current;
        long blocksAhead = (entry.tick >> BITS) - (current >> BITS);
        entry.isNear = ahead < SLOTS;
        if (entry.isNear) {
            entry.slot = (int) entry.tick & MASK;
            occupied[entry.slot / Long.SIZE] |= 1L << entry.slot;
        } else {
            entry.slot = (int) ((current >> BITS) + Math.min(blocksAhead, SLOTS - 1)) & MASK;
            inFar++;
        }
        @Nullable Entry[] slots = entry.isNear ? near : far;
        Entry first = slots[entry.slot];
        entry.before = null;
        entry.after = first;
        if (first != null) {
            first.before = entry;
        }
        slots[entry.slot] = entry;
    }

    private void unlink(Entry entry) {
        @Nullable Entry[] slots = entry.isNear ? near : far;
        if (entry.before == null) {
            slots[entry.slot] = entry.after;
        } else {
            entry.before.after = entry.after;
        }
        if (entry.after != null) {
            entry.after.before = entry.before;
        }
        if (!entry.isNear) {
            inFar--;
        } else if (slots[entry.slot] == null) {
            occupied[entry.slot / Long.SIZE] &= ~(1L << entry.slot);
        }
        entry.slot = -1;
    }

    /** Runs everything that is due. On the thread that runs the wheel. */
    void advance() {
        collectDue();
        due.forEach(TimingWheel::attempt);
        due.clear();
    }

    private static void attempt(Runnable task) {
        try {
            task.run();
        } catch (RuntimeException e) {
            LOG.log(Level.ERROR, "something that was due failed", e);
        }
    }

    private synchronized void collectDue() {
        long now = (nanoClock.getAsLong() - origin) / TICK_NANOS;
        while (current < now) {
            long next = Math.min(now, nextTick());
            current = next;
            if ((current & MASK) == 0) {
                spread((int) (current >> BITS) & MASK);
            }
            for (Entry entry = near[(int) current & MASK]; entry != null; entry = near[(int) current & MASK]) {
                unlink(entry);
                due.add(entry.task);
            }
        }
    }

    /** The time of a slot of far begins. */
    private void spread(int slot) {
        Entry entry = far[slot];
        while (entry != null) {
            Entry after = entry.after;
            unlink(entry);
            link(entry);
            entry = after;
        }
    }

    /** The next moment at which there may be something to do. */
    private long nextTick() {
        long beginOfBlock = ((current >> BITS) + 1) << BITS;
        long next = inFar > 0 ? beginOfBlock : NEVER;
        int from = (int) (current + 1) & MASK;
        long word = occupied[from / Long.SIZE] & (-1L << from);
        for (int i = 0; i <= occupied.length; i++) {
            int at = (from / Long.SIZE + i) % occupied.length;
            if (i > 0) {
                word = occupied[at];
            }
            if (word != 0) {
                int slot = at * Long.SIZE + Long.numberOfTrailingZeros(word);
                return Math.min(next, current + 1 + ((slot - from) & MASK));
            }
        }
        return next;
    }

    /** Runs until the thread is interrupted. */
    @Override
    public void run() {
        runner = Thread.currentThread();
        while (!Thread.currentThread().isInterrupted()) {
            advance();
            long waits = untilNext();
            if (waits == NEVER) {
                LockSupport.park(this);
            } else if (waits > 0) {
                LockSupport.parkNanos(this, waits);
            }
        }
    }

    private synchronized long untilNext() {
        wakesAt = nextTick();
        return wakesAt == NEVER ? NEVER : wakesAt * TICK_NANOS - (nanoClock.getAsLong() - origin);
    }
}
