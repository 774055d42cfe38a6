package io.quoll.jetstream.stream;

import io.quoll.jetstream.stream.StreamConfig.SubjectMapping;
import io.quoll.jetstream.wire.ApiException;
import io.quoll.jetstream.wire.JsonOutput;
import io.quoll.jetstream.wire.Timestamps;
import io.quoll.message.Publication;
import io.quoll.storage.MessageReader;
import io.quoll.storage.SubjectFilter;
import io.quoll.subject.SubjectPattern;
import io.quoll.subject.SubjectTransform;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * Takes messages from one stream into another, as they are committed there. Lives on the executor of the stream that takes;
 * the other one only wakes it. Reads so many messages a task that others have their turn, and looks for its origin again
 * while there is none.
 */
abstract class SourceFeed {

    private static final Logger LOG = System.getLogger(SourceFeed.class.getName());
    private static final int MOST_A_TASK = 512;
    private static final long RETRY_NANOS = 250_000_000L;

    private final StreamHost host;
    private final Stream into;
    private final StreamSource source;
    private final SubjectFilter filter;
    private final List<SubjectTransform> transforms;
    private final Draft draft = new Draft();
    private final AtomicBoolean awake = new AtomicBoolean();
    private final Runnable wake = this::wake;
    private @Nullable Stream origin;
    private @Nullable MessageReader reader;
    private StreamTimer.@Nullable Timeout retry;
    private long next;
    private boolean stopped;
    private volatile long heardNanos;
    private volatile long lag;

    SourceFeed(StreamHost host, Stream into, StreamSource source) {
        this.host = host;
        this.into = into;
        this.source = source;
        List<SubjectPattern> patterns = new ArrayList<>();
        List<SubjectTransform> renamings = new ArrayList<>();
        for (SubjectMapping mapping : source.transforms()) {
            patterns.add(SubjectPattern.of(mapping.source().isEmpty() ? ">" : mapping.source()));
            renamings.add(SubjectTransform.of(mapping.source(), mapping.destination()));
        }
        this.filter = patterns.isEmpty() ? StreamFilters.of(source.filterSubject()) : SubjectFilter.of(patterns);
        this.transforms = List.copyOf(renamings);
    }

    StreamSource source() {
        return source;
    }

    /** Stores one message of the origin; throws if it cannot be stored now. */
    abstract void store(MessageReader message, Publication renamed);

    /** The sequence of the origin to go on with, or 0 if nothing was ever taken. */
    abstract long resumeAt();

    final void start() {
        wake();
    }

    final void stop() {
        stopped = true;
        disconnect();
        if (retry != null) {
            retry.cancel();
        }
    }

    /** There may be something new. Any thread. */
    private void wake() {
        if (awake.compareAndSet(false, true)) {
            into.execute(this::pull);
        }
    }

    private void pull() {
        awake.set(false);
        if (stopped) {
            return;
        }
        Stream from = origin;
        if (from != null && from.isClosed()) {
            disconnect();
            from = null;
        }
        if (from == null) {
            from = connect();
        }
        if (from == null) {
            retryLater();
            return;
        }
        heardNanos = Timestamps.now(host.clock());
        try {
            pull(from);
        } catch (ApiException e) {
            LOG.log(Level.DEBUG, () -> into.name() + " cannot take from " + source.name() + ": " + e.description());
            retryLater();
        } catch (RuntimeException e) {
            LOG.log(Level.WARNING, into.name() + " cannot take from " + source.name(), e);
            disconnect();
            retryLater();
        }
    }

    private void pull(Stream from) {
        MessageReader messages = reader;
        if (messages == null) {
            return;
        }
        List<Long> taken = new ArrayList<>();
        long committed = from.committedSequence();
        int count = 0;
        while (count < MOST_A_TASK && next <= committed && messages.next(next, filter)) {
            if (messages.sequence() > committed) {
                break;
            }
            store(messages, renamed(messages.message()));
            next = messages.sequence() + 1;
            taken.add(messages.sequence());
            count++;
        }
        lag = count < MOST_A_TASK ? 0 : Math.max(0, committed - next + 1);
        if (!taken.isEmpty() && from.config().retention() == Retention.WORKQUEUE) {
            into.afterCommit(() -> from.execute(() -> taken.forEach(from::release)));
        }
        if (count == MOST_A_TASK) {
            wake();
        }
    }

    private Publication renamed(Publication message) {
        if (transforms.isEmpty()) {
            return message;
        }
        byte[] subject = message.copySubject();
        for (SubjectTransform transform : transforms) {
            byte[] target = transform.transform(subject);
            if (target != null) {
                return draft.renamed(message, target);
            }
        }
        return message;
    }

    private @Nullable Stream connect() {
        Stream found = host.origin(source);
        if (found == null || found.isClosed() || found == into) {
            return null;
        }
        if (next == 0) {
            next = firstOf(found);
        }
        origin = found;
        reader = found.reader();
        found.follow(wake);
        return found;
    }

    private long firstOf(Stream found) {
        long resumed = resumeAt();
        if (resumed > 0) {
            return resumed;
        }
        if (source.startTimeNanos() > 0) {
            return Math.max(1, found.messages().sequenceAt(source.startTimeNanos()));
        }
        return Math.max(1, source.startSequence());
    }

    private void disconnect() {
        Stream from = origin;
        if (from != null) {
            from.unfollow(wake);
        }
        if (reader != null) {
            reader.close();
        }
        origin = null;
        reader = null;
    }

    private void retryLater() {
        if (!stopped) {
            retry = host.timer().schedule(wake, RETRY_NANOS);
        }
    }

    /** For clients. Any thread. */
    final void describe(JsonOutput out) {
        long heard = heardNanos;
        out.text("name", source.name());
        StreamConfigCodec.writeExternal(out, source.external());
        out.number("lag", lag)
                .number("active", heard == 0 ? -1 : Math.max(0, Timestamps.now(host.clock()) - heard))
                .textIfAny("filter_subject", source.filterSubject())
                .objectsIfAny("subject_transforms", source.transforms(), StreamConfigCodec::writeMapping);
    }
}
