package io.quoll.jetstream.stream;

import io.quoll.jetstream.stream.StreamConfig.SubjectMapping;
import io.quoll.jetstream.wire.ApiException;
import io.quoll.storage.MessageReader;
import io.quoll.storage.SubjectFilter;
import io.quoll.subject.SubjectPattern;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * Reads the messages of a stream of the same server out of its store, as they are committed there; for streams that keep them
 * whoever has read them. The other stream only wakes it. Reads so many messages a task that others have their turn.
 */
final class StoreTap implements OriginTap {

    private static final int MOST_A_TASK = 512;

    private final Stream into;
    private final Stream origin;
    private final SourceTarget target;
    private final SourceFeed feed;
    private final SubjectFilter filter;
    private final AtomicBoolean awake = new AtomicBoolean();
    private final Runnable wake = this::wake;
    private @Nullable MessageReader reader;
    private long next;

    StoreTap(Stream into, Stream origin, SourceTarget target, SourceFeed feed) {
        this.into = into;
        this.origin = origin;
        this.target = target;
        this.feed = feed;
        this.filter = filterOf(target.source());
    }

    private static SubjectFilter filterOf(StreamSource source) {
        List<SubjectPattern> patterns = new ArrayList<>();
        for (SubjectMapping mapping : source.transforms()) {
            patterns.add(SubjectPattern.of(mapping.source().isEmpty() ? ">" : mapping.source()));
        }
        return patterns.isEmpty() ? StreamFilters.of(source.filterSubject()) : SubjectFilter.of(patterns);
    }

    @Override
    public void open() {
        next = first();
        reader = origin.reader();
        origin.follow(wake);
        wake();
    }

    private long first() {
        long resumed = target.resumeAt();
        if (resumed > 0) {
            return resumed;
        }
        StreamSource source = target.source();
        if (source.startTimeNanos() > 0) {
            return Math.max(1, origin.messages().sequenceAt(source.startTimeNanos()));
        }
        return Math.max(1, source.startSequence());
    }

    /** There may be something new. Any thread. */
    private void wake() {
        if (awake.compareAndSet(false, true)) {
            into.execute(this::pull);
        }
    }

    private void pull() {
        awake.set(false);
        MessageReader messages = reader;
        if (messages == null) {
            return;
        }
        if (origin.isClosed() || origin.config().retention() != Retention.LIMITS) {
            feed.lost(null);
            return;
        }
        try {
            pull(messages);
        } catch (ApiException e) {
            feed.lost(e);
        } catch (RuntimeException e) {
            feed.failed(e);
        }
    }

    private void pull(MessageReader messages) {
        long committed = origin.committedSequence();
        int count = 0;
        while (count < MOST_A_TASK && next <= committed && messages.next(next, filter)) {
            if (messages.sequence() > committed) {
                break;
            }
            target.take(messages.message(), messages.sequence(), messages.timeNanos());
            next = messages.sequence() + 1;
            count++;
        }
        feed.heard(count < MOST_A_TASK ? 0 : Math.max(0, committed - next + 1));
        if (count == MOST_A_TASK) {
            wake();
        }
    }

    @Override
    public void close(boolean forGood) {
        origin.unfollow(wake);
        if (reader != null) {
            reader.close();
        }
        reader = null;
    }
}
