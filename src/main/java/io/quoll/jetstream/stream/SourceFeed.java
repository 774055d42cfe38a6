package io.quoll.jetstream.stream;

import io.quoll.jetstream.wire.ApiException;
import io.quoll.jetstream.wire.JsonOutput;
import io.quoll.jetstream.wire.Timestamps;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import org.jspecify.annotations.Nullable;

/**
 * Takes messages from one stream into another. Chooses how they come: out of the store of a stream of the same server that keeps
 * them, else through a consumer, which lets go of each only when it is stored here. Begins anew, later each time, while they do
 * not. On the executor of the stream that takes; {@link #describe} on any thread.
 */
final class SourceFeed {

    private static final Logger LOG = System.getLogger(SourceFeed.class.getName());
    private static final long RETRY_NANOS = 250_000_000L;
    private static final int MOST_DOUBLINGS = 3;

    private final StreamHost host;
    private final Stream into;
    private final StreamWriter writer;
    private final SourceTarget target;
    private @Nullable OriginTap tap;
    private StreamTimer.@Nullable Timeout retry;
    private int failures;
    private boolean stopped;
    private volatile long heardNanos;
    private volatile long lag;
    private volatile @Nullable ApiException error;

    SourceFeed(StreamHost host, Stream into, StreamWriter writer, SourceTarget target) {
        this.host = host;
        this.into = into;
        this.writer = writer;
        this.target = target;
    }

    StreamSource source() {
        return target.source();
    }

    void start() {
        retry = null;
        if (stopped || tap != null) {
            return;
        }
        OriginTap chosen = choose();
        if (chosen == null) {
            startLater(RETRY_NANOS);
        } else {
            tap = chosen;
            chosen.open();
        }
    }

    private @Nullable OriginTap choose() {
        StreamSource source = source();
        if (source.consumer() != null || source.isElsewhere(host.settings().domain())) {
            return new ConsumerTap(host, into, writer, target, this);
        }
        Stream origin = host.origin(source);
        if (origin == null || origin.isClosed() || origin == into) {
            return null;
        }
        return origin.config().retention() == Retention.LIMITS
                ? new StoreTap(into, origin, target, this)
                : new ConsumerTap(host, into, writer, target, this);
    }

    private void startLater(long delayNanos) {
        if (!stopped) {
            retry = host.timer().schedule(() -> into.execute(this::start), delayNanos);
        }
    }

    /**
     * Takes nothing more.
     *
     * @param forGood whether the stream will never want the source again
     */
    void stop(boolean forGood) {
        stopped = true;
        close(forGood);
        if (retry != null) {
            retry.cancel();
        }
    }

    private void close(boolean forGood) {
        if (tap != null) {
            tap.close(forGood);
        }
        tap = null;
    }

    // What the tap tells

    /** The origin is there, and so many messages behind what was taken. */
    void heard(long newLag) {
        heardNanos = Timestamps.now(host.clock());
        lag = newLag;
        failures = 0;
        error = null;
    }

    /** Nothing comes any more, or what has come cannot be stored now. */
    void lost(@Nullable ApiException reason) {
        if (reason != null) {
            LOG.log(
                    Level.DEBUG,
                    () -> into.name() + " cannot take from " + source().name() + ": " + reason.description());
        }
        error = reason;
        close(false);
        startLater(RETRY_NANOS << failures);
        failures = Math.min(MOST_DOUBLINGS, failures + 1);
    }

    /** Something is wrong with the server. */
    void failed(RuntimeException reason) {
        LOG.log(Level.WARNING, into.name() + " cannot take from " + source().name(), reason);
        lost(null);
    }

    /** For clients. Any thread. */
    void describe(JsonOutput out) {
        long heard = heardNanos;
        StreamSource source = source();
        out.text("name", source.name());
        StreamConfigCodec.writeExternal(out, source.external());
        out.number("lag", lag)
                .number("active", heard == 0 ? -1 : Math.max(0, Timestamps.now(host.clock()) - heard))
                .textIfAny("filter_subject", source.filterSubject())
                .objectsIfAny("subject_transforms", source.transforms(), StreamConfigCodec::writeMapping);
        ApiException wrong = error;
        if (wrong != null) {
            wrong.writeTo(out);
        }
    }
}
