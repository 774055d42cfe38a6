package io.quoll.http;

import io.smallrye.mutiny.operators.AbstractMulti;
import io.smallrye.mutiny.subscription.MultiSubscriber;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import java.util.concurrent.Flow;

/**
 * The body of a request as it comes in: what comes while nobody asks is gathered, up to {@link #MOST} pieces, and passed on
 * together; more stays with the connection, whose flow control slows the client down. For one subscriber; on the request's loop.
 */
final class GatheredBody extends AbstractMulti<Buffer> {

    private static final int MOST = 16;

    private final HttpServerRequest request;

    GatheredBody(HttpServerRequest request) {
        this.request = request;
    }

    @Override
    public void subscribe(MultiSubscriber<? super Buffer> subscriber) {
        new Passing(subscriber).begin();
    }

    private final class Passing implements Flow.Subscription {

        private final MultiSubscriber<? super Buffer> subscriber;
        private Buffer gathered = Buffer.buffer();
        private int pieces;
        private long demand;
        private boolean ended;
        private boolean over;

        Passing(MultiSubscriber<? super Buffer> subscriber) {
            this.subscriber = subscriber;
        }

        void begin() {
            request.pause();
            request.exceptionHandler(this::onFailure);
            request.endHandler(ignored -> {
                ended = true;
                pass();
            });
            request.handler(this::onPiece);
            subscriber.onSubscribe(this);
            request.fetch(MOST);
        }

        private void onPiece(Buffer piece) {
            gathered = pieces == 0 ? piece : (pieces == 1 ? gathered.copy() : gathered).appendBuffer(piece);
            pieces++;
            pass();
        }

        private void pass() {
            if (!over && pieces > 0 && demand > 0) {
                Buffer all = gathered;
                int room = pieces;
                gathered = Buffer.buffer();
                pieces = 0;
                demand--;
                subscriber.onItem(all);
                // Of a body that has ended nothing may be asked any more.
                if (!ended) {
                    request.fetch(room);
                }
            }
            if (!over && ended && pieces == 0) {
                over = true;
                subscriber.onCompletion();
            }
        }

        private void onFailure(Throwable failure) {
            if (!over) {
                over = true;
                subscriber.onFailure(failure);
            }
        }

        @Override
        public void request(long count) {
            demand = demand + count < 0 ? Long.MAX_VALUE : demand + count;
            pass();
        }

        /** Whatever still comes is passed over. */
        @Override
        public void cancel() {
            if (!over) {
                over = true;
                if (!ended) {
                    request.resume();
                }
            }
        }
    }
}
