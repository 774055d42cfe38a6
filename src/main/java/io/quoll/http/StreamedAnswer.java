package io.quoll.http;

import io.quoll.http.format.StreamFormat;
import io.quoll.http.problem.Problem;
import io.smallrye.mutiny.Multi;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerResponse;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.concurrent.Flow;
import org.jspecify.annotations.Nullable;

/**
 * One stream on its way out: asks for a chunk when the client has taken the last one, sends a heartbeat when there was nothing
 * to send, and says why it ends. A client that has gone cancels everything at once, and so does one that has taken nothing for
 * {@link #STUCK}. Lives on the request's loop, but for {@link #end}.
 */
final class StreamedAnswer implements Flow.Subscriber<Buffer> {

    private static final Logger LOG = System.getLogger(StreamedAnswer.class.getName());

    private static final Duration STUCK = Duration.ofSeconds(60);

    private final StreamFormat format;
    private final HttpServerResponse response;
    private final Context context;
    private final long heartbeatMillis;
    private final long stuckMillis;
    private Runnable whenDone = () -> {};
    private Flow.@Nullable Subscription upstream;
    private long timer;
    private boolean wroteSinceBeat;
    private long stuckBeats;
    private boolean done;

    StreamedAnswer(StreamedBody body, Duration heartbeat) {
        this(body, heartbeat, STUCK);
    }

    /**
     * @param stuck how long a client may take nothing
     */
    StreamedAnswer(StreamedBody body, Duration heartbeat, Duration stuck) {
        this.stuckMillis = stuck.toMillis();
        this.format = body.format();
        this.response = body.request().http().response();
        this.context = body.request().context();
        this.heartbeatMillis = heartbeat.toMillis();
    }

    /**
     * Sends the head and begins to ask for chunks.
     *
     * @param task is run once, when nothing more is written
     */
    void begin(Multi<Buffer> chunks, Runnable task) {
        whenDone = task;
        if (response.closed() || response.ended()) {
            finish();
            return;
        }
        response.setChunked(true);
        response.closeHandler(ignored -> onGone());
        response.exceptionHandler(ignored -> onGone());
        timer = owner().setPeriodic(heartbeatMillis, ignored -> onBeat());
        chunks.subscribe().withSubscriber(this);
        if (!done) {
            // The subscription is in place now, which is what the head tells the client.
            if (!response.headWritten()) {
                response.writeHead();
            }
            // It would keep all that Quarkus knew of the request.
            response.headersEndHandler(null);
            write(format.opening());
        }
    }

    private Vertx owner() {
        return context.owner();
    }

    @Override
    public void onSubscribe(Flow.Subscription subscription) {
        upstream = subscription;
        subscription.request(1);
    }

    @Override
    public void onNext(Buffer chunk) {
        if (done) {
            return;
        }
        write(chunk);
        if (response.writeQueueFull()) {
            response.drainHandler(ignored -> onDrained());
        } else {
            request();
        }
    }

    private void onDrained() {
        stuckBeats = 0;
        request();
    }

    private void request() {
        if (upstream != null && !done) {
            upstream.request(1);
        }
    }

    private void write(Buffer chunk) {
        if (chunk.length() > 0) {
            wroteSinceBeat = true;
            response.write(chunk);
        }
    }

    private void onBeat() {
        if (done) {
            return;
        }
        if (response.writeQueueFull()) {
            stuckBeats++;
            if (stuckBeats * heartbeatMillis >= stuckMillis) {
                LOG.log(Level.DEBUG, "an HTTP client takes nothing of its stream");
                response.reset();
                onGone();
            }
        } else if (!wroteSinceBeat) {
            response.write(format.heartbeat());
        }
        wroteSinceBeat = false;
    }

    @Override
    public void onError(Throwable failure) {
        if (!done) {
            finishWith(Failures.problemOf(failure));
        }
    }

    @Override
    public void onComplete() {
        if (!done) {
            finish();
        }
    }

    /** Ends the stream with a reason. Any thread. */
    void end(Problem reason) {
        context.runOnContext(ignored -> {
            if (!done) {
                cancelUpstream();
                finishWith(reason);
            }
        });
    }

    private void finishWith(Problem reason) {
        write(format.end(reason));
        finish();
    }

    private void onGone() {
        if (!done) {
            cancelUpstream();
            finish();
        }
    }

    private void cancelUpstream() {
        if (upstream != null) {
            upstream.cancel();
        }
    }

    private void finish() {
        done = true;
        owner().cancelTimer(timer);
        if (!response.ended() && !response.closed()) {
            long reset = owner().setTimer(stuckMillis, ignored -> response.reset());
            response.end().onComplete(ignored -> owner().cancelTimer(reset));
        }
        whenDone.run();
    }
}
