package io.quoll.jetstream.stream;

import io.quoll.jetstream.wire.HeaderBlock;
import io.quoll.message.Publication;
import io.quoll.storage.MessageReader;
import io.quoll.storage.MessageStore;
import io.quoll.storage.StoreState;
import io.quoll.storage.SubjectFilter;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a stream does as time passes: lets go of messages that have come of age or to their own end, leaves markers where a
 * subject has ended, forgets message ids, and has the disk confirm now and then. On the stream's executor, woken by the timer.
 */
final class StreamMaintenance {

    private static final long SECOND_NANOS = 1_000_000_000L;
    /** Sooner is not worth a task of its own. */
    private static final long SHORTEST_NANOS = 1_000_000L;

    private static final int MOST_AT_ONCE = 10_000;
    private static final long IDS_NANOS = SECOND_NANOS;

    private final StreamHost host;
    private final SerialExecutor executor;
    private final MessageStore store;
    private final StreamWriter writer;
    private final Draft draft = new Draft();
    private final PublishHeaders headers = new PublishHeaders();
    private StreamTimer.@Nullable Timeout timeout;
    private long wakeAtNanos;
    private long idsDueNanos;
    private long forceDueNanos;
    private boolean stopped = true;

    StreamMaintenance(StreamHost host, SerialExecutor executor, MessageStore store, StreamWriter writer) {
        this.host = host;
        this.executor = executor;
        this.store = store;
        this.writer = writer;
    }

    void start() {
        stopped = false;
        long now = writer.now();
        forceDueNanos = now + host.settings().syncIntervalNanos();
        idsDueNanos = now + IDS_NANOS;
        run();
    }

    void stop() {
        stopped = true;
        if (timeout != null) {
            timeout.cancel();
        }
    }

    void onUpdated() {
        run();
    }

    private void run() {
        if (stopped) {
            return;
        }
        wakeAtNanos = 0;
        long now = writer.now();
        StreamLimits limits = writer.config().limits();
        if (limits.maxAgeNanos() > 0) {
            removeAged(now - limits.maxAgeNanos());
        }
        removeExpired(now);
        if (now >= idsDueNanos) {
            writer.duplicates().expire(now);
            idsDueNanos = now + IDS_NANOS;
        }
        if (now >= forceDueNanos) {
            writer.force();
            forceDueNanos = now + host.settings().syncIntervalNanos();
        }
    }

    private void removeAged(long bornBefore) {
        StoreState before = store.state();
        if (before.messages() == 0 || before.firstTimeNanos() > bornBefore) {
            return;
        }
        if (!writer.config().features().allowMessageTtl()) {
            long first = store.sequenceAt(bornBefore + 1);
            if (store.removeBefore(first) > 0) {
                writer.changed();
                writer.consumers().onRemovedBefore(store.state().firstSequence());
            }
            return;
        }
        List<byte[]> ended = new ArrayList<>();
        try (MessageReader reader = store.reader()) {
            long from = before.firstSequence();
            for (int i = 0; i < MOST_AT_ONCE && reader.next(from, SubjectFilter.ALL); i++) {
                if (reader.timeNanos() > bornBefore) {
                    break;
                }
                from = reader.sequence() + 1;
                headers.read(reader.message());
                if (!headers.has(PublishHeader.TTL)) {
                    note(reader.message(), ended);
                    writer.remove(reader.sequence(), false);
                }
            }
        }
        leaveMarkers(ended);
    }

    private void removeExpired(long now) {
        long due = store.nextExpiryNanos();
        if (due == MessageStore.NEVER || due > now) {
            return;
        }
        List<byte[]> ended = new ArrayList<>();
        List<Long> gone = new ArrayList<>();
        int removed = store.removeExpired(now, MOST_AT_ONCE, message -> {
            headers.read(message.message());
            note(message.message(), ended);
            gone.add(message.sequence());
        });
        if (removed > 0) {
            writer.changed();
            gone.forEach(writer.consumers()::onRemoved);
            leaveMarkers(ended);
        }
    }

    /** Remembers the subject of a message that goes, unless the message is a marker itself. */
    private void note(Publication message, List<byte[]> ended) {
        if (writer.config().features().subjectDeleteMarkerTtlNanos() > 0 && !headers.has(PublishHeader.MARKER_REASON)) {
            ended.add(message.copySubject());
        }
    }

    private void leaveMarkers(List<byte[]> subjects) {
        long ttl = writer.config().features().subjectDeleteMarkerTtlNanos() / SECOND_NANOS;
        for (byte[] subject : subjects) {
            if (store.subject(subject) == null) {
                byte[] block = HeaderBlock.with(HeaderBlock.NONE, PublishHeader.MARKER_REASON.headerName(), "MaxAge");
                block = HeaderBlock.with(block, PublishHeader.ROLLUP.headerName(), "sub");
                block = HeaderBlock.with(block, PublishHeader.TTL.headerName(), ttl + "s");
                Publication marker = draft.of(subject, HeaderBlock.NONE, block, HeaderBlock.NONE);
                PublishHeaders own = new PublishHeaders();
                own.read(marker);
                writer.store(marker, own, 0);
            }
        }
    }

    /** Makes sure that the timer wakes the stream when there is something to do. */
    void reschedule() {
        if (stopped) {
            return;
        }
        long due = due();
        if (due == Long.MAX_VALUE || wakeAtNanos != 0 && wakeAtNanos <= due) {
            return;
        }
        if (timeout != null) {
            timeout.cancel();
        }
        wakeAtNanos = due;
        long delay = Math.max(SHORTEST_NANOS, due - writer.now());
        timeout = host.timer().schedule(() -> executor.execute(this::run), delay);
    }

    private long due() {
        long due = Long.MAX_VALUE;
        StreamLimits limits = writer.config().limits();
        if (limits.maxAgeNanos() > 0) {
            StoreState state = store.state();
            if (state.messages() > 0) {
                due = Math.max(state.firstTimeNanos() + limits.maxAgeNanos(), againNotBefore(limits.maxAgeNanos()));
            }
        }
        long expiry = store.nextExpiryNanos();
        if (expiry != MessageStore.NEVER) {
            due = Math.min(due, expiry);
        }
        if (writer.duplicates().size() > 0) {
            due = Math.min(due, idsDueNanos);
        }
        if (writer.isUnforced()) {
            due = Math.min(due, forceDueNanos);
        }
        return due;
    }

    /** Messages that have their own end stay beyond the stream's: they are not looked at all the time. */
    private long againNotBefore(long maxAgeNanos) {
        return writer.config().features().allowMessageTtl()
                ? writer.now() + Math.min(SECOND_NANOS, maxAgeNanos) / 4
                : 0;
    }
}
