package io.quoll.storage.log;

import io.quoll.storage.IndexProgress;
import io.quoll.storage.index.IndexMark;
import io.quoll.storage.index.TieredSubjectIndex;
import io.quoll.storage.segment.LiveSet;
import io.quoll.storage.segment.RecordWindow;
import io.quoll.storage.segment.Segment;
import io.quoll.storage.segment.SubjectKey;
import io.quoll.storage.segment.SubjectTable;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * How a store that was opened comes to know the subjects of the messages it found: from what the last process left behind when
 * it ended in order, else from the messages. That is done aside, by whoever keeps house, while messages come and go; what comes
 * meanwhile is counted at once, what goes meanwhile is subtracted at the end. What goes is kept until then, so it is bounded by
 * what is removed while the messages are read.
 */
final class SubjectGathering {

    private static final Logger LOG = System.getLogger(SubjectGathering.class.getName());

    /** So many are worth a line of the log now and then. */
    private static final long MANY = 1_000_000;

    private static final int BATCH = 4096;
    private static final int TENTHS = 10;

    private final Path directory;
    private final TieredSubjectIndex subjects;
    private final LiveSet live;
    private final Messages messages;

    /** Guards what follows and the index. */
    private final Object books;

    /** Messages from here on were counted as they came. */
    private long from = Long.MAX_VALUE;

    /** Messages before were read, or are just being read. */
    private long seenTo;

    /** The one of which it turns out whether it can be read. */
    private long doubted = -1;

    private boolean lost;

    private SubjectTable gone = new SubjectTable();
    private int round;
    private @Nullable IndexMark mark;

    /** Whoever keeps house comes by again when a message turns out to be damaged. */
    private boolean running;

    private volatile boolean whole;
    private volatile long total;
    private volatile long seen;

    /** Where the messages are. */
    interface Messages {
        Segment[] segments();

        /** Whether nobody wants to know any more. */
        boolean isClosed();

        /** Tries again; a message that is there and damaged is booked as lost, which leads to {@link #onLost}. */
        boolean load(RecordWindow window, long sequence);
    }

    SubjectGathering(Path directory, TieredSubjectIndex subjects, LiveSet live, Object books, Messages messages) {
        this.directory = directory;
        this.subjects = subjects;
        this.live = live;
        this.books = books;
        this.messages = messages;
    }

    boolean isWhole() {
        return whole;
    }

    /** Whether the message is counted in the index. Under the lock of the books. */
    boolean isCounted(long sequence) {
        return whole || sequence >= from;
    }

    IndexProgress progress() {
        long all = total;
        return whole ? IndexProgress.WHOLE : new IndexProgress(Math.min(seen, all), all);
    }

    /**
     * All that is there now is to be gathered, from what was left behind under that mark, if there is one and it fits. Under
     * the lock of the books, or before the store is used.
     */
    void begin(@Nullable IndexMark left) {
        again();
        mark = left;
        // What was left behind counts all that is there, so what goes from now on is to be subtracted, not only from
        // when it is read.
        seenTo = from;
    }

    /** What is known is of no worth. Under the lock of the books. */
    void again() {
        subjects.clear();
        whole = false;
        from = live.end();
        startOver();
        mark = null;
        total = live.size();
        round++;
    }

    private void startOver() {
        seenTo = 0;
        gone = new SubjectTable();
        seen = 0;
    }

    /** No message is left. Under the lock of the books. */
    void onCleared() {
        if (!whole && from != Long.MAX_VALUE) {
            again();
        }
    }

    /** A message that is not counted in the index was removed. Under the lock of the books. */
    void onRemoved(long sequence, SubjectKey subject) {
        if (sequence < seenTo) {
            gone.added(subject, sequence);
        }
    }

    /** A message turned out to be damaged. Under the lock of the books. */
    void onLost(long sequence) {
        if (sequence == doubted) {
            lost = true;
        } else if (isCounted(sequence) || sequence < seenTo) {
            again();
        }
    }

    /** Returns when all subjects are known, or nobody wants to know. One thread at a time; not from within itself. */
    void run() {
        if (running) {
            return;
        }
        running = true;
        try {
            makeWhole();
        } finally {
            running = false;
        }
    }

    private void makeWhole() {
        boolean failed = false;
        while (!whole && !messages.isClosed()) {
            TieredSubjectIndex made = subjects.successor(failed);
            try {
                int attempt = recall(made);
                if (attempt < 0) {
                    attempt = gather(made);
                }
                failed = !made.isWhole();
                adopt(failed ? -1 : attempt, made);
            } finally {
                // Of what was adopted nothing is left there.
                made.close();
            }
        }
    }

    /** What was left behind by a process that ended in order; -1 if there is nothing that fits. */
    private int recall(TieredSubjectIndex made) {
        IndexMark wanted;
        int attempt;
        synchronized (books) {
            wanted = mark;
            mark = null;
            attempt = round;
        }
        if (wanted != null && made.recall(wanted)) {
            return attempt;
        }
        made.discardFiles();
        return -1;
    }

    private int gather(TieredSubjectIndex made) {
        try (TieredSubjectIndex.Gathering gathering = made.gather()) {
            int attempt = gather(gathering);
            if (attempt >= 0) {
                gathering.finish();
            }
            return attempt;
        } catch (IOException e) {
            LOG.log(Level.WARNING, "The subjects in {0} are gathered on the heap: {1}", directory, e.toString());
            made.giveUp();
            return -1;
        }
    }

    private int gather(TieredSubjectIndex.Gathering made) throws IOException {
        SubjectKey key = new SubjectKey();
        RecordWindow window = new RecordWindow();
        long[] batch = new long[BATCH];
        int attempt;
        synchronized (books) {
            attempt = round;
            startOver();
        }
        long tenth = total / TENTHS;
        long next = tenth;
        long gathered = 0;
        while (!messages.isClosed()) {
            Segment[] segments;
            int count;
            synchronized (books) {
                if (attempt != round) {
                    return -1;
                }
                segments = messages.segments();
                count = take(batch);
            }
            if (count == 0) {
                return attempt;
            }
            for (int i = 0; i < count; i++) {
                if (load(segments, window, batch[i])) {
                    made.added(key.on(window), batch[i]);
                } else if (!isLost(window, batch[i])) {
                    // It was removed and overwritten meanwhile, and so is counted among those that are gone.
                    return -1;
                }
            }
            gathered += count;
            seen = gathered;
            if (total >= MANY && gathered >= next) {
                next += tenth;
                LOG.log(
                        Level.INFO,
                        "{0} of {1} messages in {2} have their subjects gathered.",
                        gathered,
                        total,
                        directory);
            }
        }
        return -1;
    }

    /** The next ones that are there. */
    private int take(long[] batch) {
        int count = 0;
        for (long at = live.next(seenTo); at >= 0 && at < from && count < batch.length; at = live.next(at + 1)) {
            batch[count++] = at;
        }
        seenTo = count == 0 ? from : batch[count - 1] + 1;
        return count;
    }

    private boolean load(Segment[] segments, RecordWindow window, long sequence) {
        int index = Segment.indexOf(segments, sequence);
        return index >= 0 && segments[index].load(window, sequence);
    }

    private boolean isLost(RecordWindow window, long sequence) {
        synchronized (books) {
            doubted = sequence;
            lost = false;
        }
        messages.load(window, sequence);
        synchronized (books) {
            doubted = -1;
            return lost;
        }
    }

    private void adopt(int attempt, TieredSubjectIndex made) {
        synchronized (books) {
            if (attempt == round && !messages.isClosed()) {
                subjects.adopt(made);
                subtract();
                gone = new SubjectTable();
                whole = true;
                if (total >= MANY) {
                    LOG.log(Level.INFO, "The subjects of {0} messages in {1} are known.", total, directory);
                }
            }
        }
    }

    private void subtract() {
        for (int part = 0; part < gone.parts(); part++) {
            gone.forEach(part, (subject, entry) -> {
                SubjectKey key = SubjectKey.of(subject);
                for (long i = entry.count(); i > 0; i--) {
                    subjects.removed(key, live);
                }
            });
        }
    }
}
