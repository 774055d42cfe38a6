package io.quoll.http.stored;

import io.quoll.http.problem.Problem;
import io.quoll.http.problem.ProblemException;
import io.quoll.http.problem.ProblemType;
import io.quoll.message.Headers;
import io.quoll.message.Message;
import io.quoll.message.MessageBatch;
import io.quoll.router.BatchTerms;
import io.quoll.router.PublishReceipt;
import io.quoll.subject.SubjectPattern;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.operators.AbstractMulti;
import io.smallrye.mutiny.subscription.MultiSubscriber;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Flow;
import org.jspecify.annotations.Nullable;

/**
 * Messages of a stream in their order, read through a consumer that is made for it and goes with it. Honours demand: the next
 * pull is made when what the one before brought has been taken, so that no more than {@link #PULLED} messages and about as
 * many bytes as two payloads may have wait here. Subscribed to and read on the request's loop.
 *
 * <p>The consumer asks for no acknowledgements and lives in memory. Should nobody be there to delete it, it goes by itself
 * after {@link #INACTIVE}.
 */
public final class StreamReading extends AbstractMulti<List<StoredMessage>> {

    static final int PULLED = 512;

    private static final Duration INACTIVE = Duration.ofMinutes(2);
    private static final Duration PULL = Duration.ofSeconds(30);
    private static final int LEAST_BYTES = 512 * 1024;

    private static final int NO_MESSAGES = 404;
    private static final int TIME_OVER = 408;

    private final StreamApi api;
    private final Terms terms;
    private final String consumer;
    private final long pending;
    private final long pulledBytes;
    private final byte[] pull;

    private StreamReading(StreamApi api, Terms terms, StreamAnswer created) {
        this.api = api;
        this.terms = terms;
        this.consumer = created.json().getString("name");
        this.pending = created.json().getLong("num_pending", 0L);
        this.pulledBytes = Math.max(LEAST_BYTES, 2L * terms.maxPayloadBytes());
        JsonObject asked = new JsonObject().put("batch", PULLED);
        if (!terms.isHeadersOnly()) {
            asked.put("max_bytes", pulledBytes);
        }
        asked = terms.follows() ? asked.put("expires", PULL.toNanos()) : asked.put("no_wait", true);
        this.pull = asked.encode().getBytes(StandardCharsets.UTF_8);
    }

    /**
     * What a reading is to bring.
     *
     * @param config of the consumer: where it begins, which subjects
     * @param follows whether it goes on with what is stored later
     * @param maxPayloadBytes the most that a message may have
     */
    public record Terms(String stream, JsonObject config, boolean follows, int maxPayloadBytes) {

        private boolean isHeadersOnly() {
            return config.getBoolean("headers_only", false);
        }
    }

    /** A reading, with its consumer in place. Reads nothing before it is subscribed to, once. */
    public static Uni<StreamReading> open(StreamApi api, Terms terms) {
        JsonObject config = terms.config()
                .copy()
                .put("ack_policy", "none")
                .put("mem_storage", true)
                .put("num_replicas", 1)
                .put("inactive_threshold", INACTIVE.toNanos());
        JsonObject asked = new JsonObject().put("stream_name", terms.stream()).put("config", config);
        return api.ask("CONSUMER.CREATE." + terms.stream(), asked)
                .map(created -> new StreamReading(api, terms, created));
    }

    /** How many messages were there when it was opened. */
    public long pending() {
        return pending;
    }

    @Override
    public void subscribe(MultiSubscriber<? super List<StoredMessage>> subscriber) {
        new Pulls(subscriber).begin();
    }

    /** Lets go of the consumer of a reading that nobody subscribes to. */
    public void close() {
        api.ask("CONSUMER.DELETE." + address()).subscribe().with(ignored -> {}, ignored -> {});
    }

    private String address() {
        return terms.stream() + "." + consumer;
    }

    /** One pull after the other, each with a reply subject of its own. */
    private final class Pulls implements MultiSubscriber<MessageBatch>, Flow.Subscription {

        private final MultiSubscriber<? super List<StoredMessage>> subscriber;
        private final String inbox = api.caller().exchange().newInbox();
        private Flow.@Nullable Subscription upstream;
        private String reply = inbox;
        private long pulls;
        private long demand;
        /** What the present pull may still bring; no messages if there is none. */
        private int awaited;

        private long awaitedBytes;
        private boolean over;

        Pulls(MultiSubscriber<? super List<StoredMessage>> subscriber) {
            this.subscriber = subscriber;
        }

        void begin() {
            // What waits is bounded by the pulls.
            BatchTerms all = new BatchTerms(
                    List.of(SubjectPattern.of(inbox + ".*")), null, 0, Long.MAX_VALUE, BatchTerms.Overflow.END, null);
            Multi<MessageBatch> incoming = api.caller()
                    .exchange()
                    .subscribeInBatches(all, api.request().loop());
            incoming.subscribe().withSubscriber(this);
        }

        @Override
        public void onSubscribe(Flow.Subscription subscription) {
            upstream = subscription;
            subscriber.onSubscribe(this);
        }

        @Override
        public void request(long count) {
            demand = demand + count < 0 ? Long.MAX_VALUE : demand + count;
            if (!terms.follows() && pending == 0) {
                end();
            } else {
                pullIfIdle();
                readOn(count);
            }
        }

        private void readOn(long count) {
            if (upstream != null && !over) {
                upstream.request(count);
            }
        }

        private void pullIfIdle() {
            if (over || awaited > 0 || demand == 0) {
                return;
            }
            awaited = PULLED;
            awaitedBytes = pulledBytes;
            reply = inbox + "." + ++pulls;
            Message message = new Message("$JS.API.CONSUMER.MSG.NEXT." + address(), reply, Headers.NONE, pull);
            try {
                api.caller()
                        .exchange()
                        .publishAll(List.of(api.caller().publishable(message)), false)
                        .emitOn(api.request().loop())
                        .subscribe()
                        .with(this::onPulled, this::fail);
            } catch (ProblemException e) {
                fail(e);
            }
        }

        private void onPulled(PublishReceipt receipt) {
            if (receipt.outcomes().get(0).receivers() == 0) {
                fail(gone("its consumer is not there any more"));
            }
        }

        @Override
        public void onItem(MessageBatch batch) {
            if (over) {
                return;
            }
            List<StoredMessage> found = new ArrayList<>(batch.count());
            Throwable reason = null;
            boolean isEnd = false;
            while (batch.next()) {
                Message message = batch.message();
                if (batch.replyLength() > 0) {
                    count(batch);
                    StoredMessage stored = StoredMessage.ofDelivery(message);
                    found.add(stored);
                    isEnd = !terms.follows() && stored.pending() == 0;
                } else if (message.subject().equals(reply)) {
                    awaited = 0;
                    Headers status = message.headers();
                    isEnd |= !terms.follows() && status.status() == NO_MESSAGES;
                    reason = isRegular(status) ? reason : gone(status.description());
                }
            }
            if (found.isEmpty()) {
                readOn(1);
            } else {
                demand--;
                subscriber.onItem(found);
            }
            if (reason != null) {
                fail(reason);
            } else if (isEnd) {
                end();
            } else {
                pullIfIdle();
            }
        }

        private void count(MessageBatch batch) {
            awaited--;
            if (!terms.isHeadersOnly()) {
                awaitedBytes -= (long) batch.subjectLength()
                        + batch.replyLength()
                        + batch.headerLength()
                        + batch.payloadLength();
                // Nothing is said where no byte is left over.
                awaited = awaitedBytes == 0 ? 0 : awaited;
            }
        }

        /** Whether the pull has ended as pulls do. */
        private static boolean isRegular(Headers status) {
            return status.status() == NO_MESSAGES
                    || status.status() == TIME_OVER
                    || status.description().startsWith("Batch Completed")
                    || status.description().startsWith("Message Size Exceeds MaxBytes");
        }

        private static ProblemException gone(String why) {
            return Problem.of(ProblemType.NOT_FOUND, "the stream gives nothing more: " + why)
                    .asException();
        }

        @Override
        public void onFailure(Throwable failure) {
            fail(failure);
        }

        @Override
        public void onCompletion() {
            end();
        }

        private void end() {
            if (!over) {
                cancel();
                subscriber.onCompletion();
            }
        }

        private void fail(Throwable failure) {
            if (!over) {
                cancel();
                subscriber.onFailure(failure);
            }
        }

        @Override
        public void cancel() {
            if (over) {
                return;
            }
            over = true;
            if (upstream != null) {
                upstream.cancel();
            }
            close();
        }
    }
}
