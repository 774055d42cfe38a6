package io.quoll.http.stored;

import io.quoll.jetstream.reading.ReadingStart;
import io.quoll.jetstream.reading.ReadingTerms;
import io.quoll.jetstream.reading.StreamReadings;
import io.quoll.jetstream.stream.Stream;
import io.quoll.message.MessageBatch;
import io.quoll.subject.SubjectPattern;
import io.smallrye.mutiny.Multi;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicLong;

/**
 * What one request reads of a stream that holds entries under subjects: the messages that are there, and those that come. Leaves
 * nothing behind in the stream and honours demand. On the request's loop.
 */
public final class StoredReading {

    private final StreamReadings readings;
    private final Stream stream;
    private final List<SubjectPattern> subjects;
    private final Executor loop;

    StoredReading(StreamReadings readings, Stream stream, SubjectPattern subjects, Executor loop) {
        this.readings = readings;
        this.stream = stream;
        this.subjects = List.of(subjects);
        this.loop = loop;
    }

    /** What is there when it is subscribed to. */
    public Multi<List<StoredMessage>> present(ReadingStart start) {
        return read(start, false);
    }

    /** What is there, then an empty list that says so, then what comes. */
    public Multi<List<StoredMessage>> presentAndComing(ReadingStart start) {
        return Multi.createFrom().deferred(() -> {
            AtomicLong last = new AtomicLong(Math.max(stream.committedSequence(), start.number()));
            Multi<List<StoredMessage>> present = present(start)
                    .invoke(some ->
                            last.accumulateAndGet(some.get(some.size() - 1).sequence(), Math::max));
            Multi<List<StoredMessage>> coming =
                    Multi.createFrom().deferred(() -> read(ReadingStart.behind(last.get(), 0), true));
            return Multi.createBy()
                    .concatenating()
                    .streams(present, Multi.createFrom().item(List.of()), coming);
        });
    }

    private Multi<List<StoredMessage>> read(ReadingStart start, boolean follows) {
        return readings.read(stream, new ReadingTerms(start, subjects, 0, follows), loop)
                .map(StoredReading::messages)
                .select()
                .where(some -> !some.isEmpty());
    }

    /** A batch without messages only tells that some have gone. */
    private static List<StoredMessage> messages(MessageBatch batch) {
        List<StoredMessage> messages = new ArrayList<>(batch.count());
        while (batch.next()) {
            messages.add(StoredMessage.of(batch));
        }
        return messages;
    }
}
