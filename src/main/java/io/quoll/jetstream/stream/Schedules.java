package io.quoll.jetstream.stream;

import io.quoll.jetstream.wire.ApiException;
import io.quoll.jetstream.wire.HeaderBlock;
import io.quoll.jetstream.wire.Timestamps;
import io.quoll.message.Publication;
import io.quoll.storage.MessageReader;
import io.quoll.storage.MessageStore;
import io.quoll.storage.SubjectFilter;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Messages that publish others at their time. The last message of a subject that has a schedule is one; a newer message on the
 * subject takes its place. For the stream's writer; found again at the start by looking through the stream. Bounded by the
 * number of subjects.
 */
final class Schedules {

    private static final Logger LOG = System.getLogger(Schedules.class.getName());
    private static final int MOST_AT_ONCE = 1024;

    private record Due(long atNanos, long sequence, String subject) {}

    private final MessageStore store;
    private final StreamWriter writer;
    private final Draft draft = new Draft();
    private final PublishHeaders headers = new PublishHeaders();
    private final TreeSet<Due> byTime =
            new TreeSet<>(Comparator.comparingLong(Due::atNanos).thenComparingLong(Due::sequence));
    private final Map<String, Due> bySubject = new HashMap<>();

    Schedules(MessageStore store, StreamWriter writer) {
        this.store = store;
        this.writer = writer;
    }

    /** A message was stored: its schedule, if it has one, counts from now on, and another one of its subject does not. */
    void onStored(Publication message, PublishHeaders of, long sequence, long timeNanos) {
        if (bySubject.isEmpty() && !of.has(PublishHeader.SCHEDULE)) {
            return;
        }
        String subject = Subjects.text(message.copySubject());
        forget(subject);
        if (of.has(PublishHeader.SCHEDULE)) {
            try {
                Schedule schedule = Schedule.parse(of);
                plan(schedule.next(timeNanos, writer.now()), sequence, subject);
            } catch (ApiException e) {
                LOG.log(Level.DEBUG, () -> "schedule of " + subject + ": " + e.description());
            }
        }
    }

    private void plan(long atNanos, long sequence, String subject) {
        if (atNanos > 0) {
            Due due = new Due(atNanos, sequence, subject);
            byTime.add(due);
            bySubject.put(subject, due);
        }
    }

    private void forget(String subject) {
        Due before = bySubject.remove(subject);
        if (before != null) {
            byTime.remove(before);
        }
    }

    /** Finds the schedules of a stream that was there before. */
    void recall() {
        try (MessageReader reader = store.reader()) {
            long from = 1;
            while (reader.next(from, SubjectFilter.ALL)) {
                headers.read(reader.message());
                onStored(reader.message(), headers, reader.sequence(), reader.timeNanos());
                from = reader.sequence() + 1;
            }
        }
    }

    /** When the next is due, or the largest number there is. */
    long dueNanos() {
        return byTime.isEmpty() ? Long.MAX_VALUE : byTime.first().atNanos();
    }

    /** Publishes what is due. */
    void run(long nowNanos) {
        List<Due> due = new ArrayList<>();
        for (Due next : byTime) {
            if (next.atNanos() > nowNanos || due.size() == MOST_AT_ONCE) {
                break;
            }
            due.add(next);
        }
        due.forEach(this::fire);
    }

    private void fire(Due due) {
        forget(due.subject());
        byte[] subject;
        byte[] block;
        byte[] payload;
        try (MessageReader reader = store.reader()) {
            if (!reader.read(due.sequence())) {
                return;
            }
            headers.read(reader.message());
            Schedule schedule = Schedule.parse(headers);
            String target = headers.get(PublishHeader.SCHEDULE_TARGET);
            if (target == null) {
                return;
            }
            subject = Subjects.bytes(target);
            Publication content = contentOf(reader, headers.get(PublishHeader.SCHEDULE_SOURCE));
            if (content == null) {
                again(due, schedule);
                return;
            }
            payload = Draft.payloadOf(content);
            block = headersFor(Draft.headersOf(content), due, schedule);
            if (schedule.isRepeating()) {
                again(due, schedule);
            }
        } catch (ApiException e) {
            LOG.log(Level.DEBUG, () -> "schedule of " + due.subject() + ": " + e.description());
            return;
        }
        Publication message = draft.of(subject, HeaderBlock.NONE, block, payload);
        PublishHeaders own = new PublishHeaders();
        own.read(message);
        try {
            writer.storeJudged(message, own, 0);
        } catch (ApiException e) {
            LOG.log(Level.WARNING, "schedule of " + due.subject() + " could not publish: " + e.description());
        }
    }

    /** The schedule's own message, or the last one of the subject it names. */
    private static @Nullable Publication contentOf(MessageReader reader, @Nullable String source) {
        if (source == null) {
            return reader.message();
        }
        return reader.last(Long.MAX_VALUE, StreamFilters.of(source)) ? reader.message() : null;
    }

    private byte[] headersFor(byte[] from, Due due, Schedule schedule) {
        byte[] block = HeaderBlock.withoutPrefix(from, "Nats-Schedule");
        block = HeaderBlock.withoutPrefix(block, "Nats-Expected-");
        block = HeaderBlock.without(block, PublishHeader.MESSAGE_ID.headerName());
        block = HeaderBlock.without(block, PublishHeader.ROLLUP.headerName());
        block = HeaderBlock.without(block, PublishHeader.TTL.headerName());
        long next = schedule.isRepeating() ? schedule.next(due.atNanos(), writer.now()) : 0;
        block = HeaderBlock.with(block, PublishHeader.SCHEDULER.headerName(), due.subject());
        block = HeaderBlock.with(
                block, PublishHeader.SCHEDULE_NEXT.headerName(), next == 0 ? "purge" : Timestamps.shown(next));
        String ttl = headers.get(PublishHeader.SCHEDULE_TTL);
        if (ttl != null) {
            block = HeaderBlock.with(block, PublishHeader.TTL.headerName(), ttl);
        }
        if (headers.has(PublishHeader.SCHEDULE_ROLLUP)) {
            block = HeaderBlock.with(block, PublishHeader.ROLLUP.headerName(), "sub");
        }
        return block;
    }

    private void again(Due due, Schedule schedule) {
        plan(schedule.next(due.atNanos(), writer.now()), due.sequence(), due.subject());
    }
}
