package io.quoll.http.object;

import io.vertx.core.Context;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerResponse;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.concurrent.Flow;
import org.jspecify.annotations.Nullable;

/**
 * An object's bytes on their way out: asks for more when the client has taken the last ones. Its length was promised, so what
 * fails behind the head can only be told by cutting the response off; a client that takes nothing for {@link #STUCK} is cut
 * off, too. Lives on the request's loop.
 */
final class ObjectAnswer implements Flow.Subscriber<Buffer> {

    private static final Logger LOG = System.getLogger(ObjectAnswer.class.getName());

    private static final Duration STUCK = Duration.ofSeconds(60);

    private final ObjectBody body;
    private final HttpServerResponse response;
    private final Context context;
    private Flow.@Nullable Subscription upstream;
    private long timer;
    private long written;
    private boolean done;

    ObjectAnswer(ObjectBody body) {
        this.body = body;
        this.response = body.request().http().response();
        this.context = body.request().context();
    }

    void begin() {
        if (response.closed() || response.ended()) {
            finish();
            return;
        }
        response.putHeader(HttpHeaders.CONTENT_LENGTH, Long.toString(body.length()));
        response.closeHandler(ignored -> onGone());
        response.exceptionHandler(ignored -> onGone());
        body.bytes().subscribe().withSubscriber(this);
    }

    @Override
    public void onSubscribe(Flow.Subscription subscription) {
        upstream = subscription;
        subscription.request(1);
    }

    @Override
    public void onNext(Buffer bytes) {
        if (done) {
            return;
        }
        if (bytes.length() > 0) {
            written += bytes.length();
            response.write(bytes);
        }
        if (response.writeQueueFull()) {
            timer = context.owner().setTimer(STUCK.toMillis(), ignored -> cutOff("its client takes nothing"));
            response.drainHandler(ignored -> {
                context.owner().cancelTimer(timer);
                request();
            });
        } else {
            request();
        }
    }

    private void request() {
        if (upstream != null && !done) {
            upstream.request(1);
        }
    }

    @Override
    public void onError(Throwable failure) {
        cutOff(String.valueOf(failure.getMessage()));
    }

    private void cutOff(String why) {
        if (!done) {
            LOG.log(Level.DEBUG, "an object's download was cut off: " + why);
            response.reset();
            onGone();
        }
    }

    @Override
    public void onComplete() {
        if (done) {
            return;
        }
        if (written == body.length()) {
            finish();
        } else {
            cutOff("there were " + written + " bytes instead of " + body.length());
        }
    }

    private void onGone() {
        if (!done) {
            if (upstream != null) {
                upstream.cancel();
            }
            finish();
        }
    }

    private void finish() {
        done = true;
        context.owner().cancelTimer(timer);
        if (!response.ended() && !response.closed()) {
            response.end();
        }
    }
}
