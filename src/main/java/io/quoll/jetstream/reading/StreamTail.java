package io.quoll.jetstream.reading;

import io.quoll.jetstream.stream.Stream;
import io.quoll.storage.MessageReader;
import java.util.ArrayDeque;
import java.util.LinkedHashSet;
import java.util.Set;

/**
 * The end of a stream, where readings that have read everything wait for more, and the places in its store that readings share,
 * so that one that waits costs next to nothing. Any thread. Bounded by the readings there are, and {@value #MOST_IDLE} places.
 */
final class StreamTail {

    private static final int MOST_IDLE = 8;

    private final Stream stream;
    private final Runnable whenClosed;
    private final ArrayDeque<MessageReader> idle = new ArrayDeque<>();
    private Set<Reading> waiting = new LinkedHashSet<>();

    StreamTail(Stream stream, Runnable whenClosed) {
        this.stream = stream;
        this.whenClosed = whenClosed;
        stream.follow(this::onSomethingNew);
    }

    /** On the stream's executor. */
    private void onSomethingNew() {
        Set<Reading> woken;
        synchronized (this) {
            if (stream.isClosed()) {
                idle.forEach(MessageReader::close);
                idle.clear();
            }
            if (waiting.isEmpty()) {
                woken = Set.of();
            } else {
                woken = waiting;
                waiting = new LinkedHashSet<>();
            }
        }
        woken.forEach(Reading::goOn);
        if (stream.isClosed()) {
            whenClosed.run();
        }
    }

    /** The reading goes on when there is something new. Whoever waits looks once more after that. */
    synchronized void await(Reading reading) {
        waiting.add(reading);
    }

    synchronized void forget(Reading reading) {
        waiting.remove(reading);
    }

    /** A place for one turn. */
    MessageReader borrow() {
        synchronized (this) {
            MessageReader reader = idle.pollLast();
            if (reader != null) {
                return reader;
            }
        }
        return stream.reader();
    }

    void giveBack(MessageReader reader) {
        synchronized (this) {
            if (idle.size() < MOST_IDLE && !stream.isClosed()) {
                idle.addLast(reader);
                return;
            }
        }
        reader.close();
    }
}
