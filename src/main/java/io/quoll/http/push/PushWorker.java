package io.quoll.http.push;

import io.quoll.http.consumer.AckToken;
import io.quoll.http.format.JsonBuffer;
import io.quoll.message.Headers;
import io.quoll.message.Message;
import io.quoll.message.MessageBatch;
import io.quoll.router.BatchTerms;
import io.quoll.router.MessageExchange;
import io.quoll.subject.SubjectPattern;
import io.quoll.trace.StreamTrace;
import io.quoll.trace.TraceParent;
import io.smallrye.mutiny.subscription.Cancellable;
import io.vertx.core.Context;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Takes messages of one consumer to its endpoint, one request after the other. Holds the messages of one request at most, and
 * while it does, however long that lasts, the consumer is told that they are being worked on. On the loop of the delivery.
 *
 * <pre>
 *   pull ──► messages ──► send ──► taken:             acknowledge ──────────┐
 *    ▲                     ▲  ├──► refused, troubled: again, after a delay ─┤
 *    │                     │  ├──► gone:              pause the consumer ───┤
 *    │                     └──┴─── not now, unreached                       │
 *    └──────────────────────────────────────────────────────────────────────┘
 * </pre>
 */
final class PushWorker {

    private static final Logger LOG = System.getLogger(PushWorker.class.getName());

    private static final String PULL = "$JS.API.CONSUMER.MSG.NEXT.";
    private static final String PAUSE = "$JS.API.CONSUMER.PAUSE.";
    /** Until somebody resumes it. */
    private static final String PAUSE_UNTIL = "{\"pause_until\":\"2100-01-01T00:00:00Z\"}";

    private static final Duration PULL_EXPIRES = Duration.ofSeconds(30);
    private static final Duration ACK_TIMEOUT = Duration.ofSeconds(5);
    private static final long AGAIN_MILLIS = 1_000;
    private static final long SHORTEST_PROGRESS_MILLIS = 100;
    /** What a request for several messages may hold; a message that is larger comes alone. */
    private static final int MOST_BYTES = 4 << 20;

    /** Twice what is asked for may be on its way, from a pull that was given up; beyond that somebody else sends it. */
    private static final int MOST_PENDING_BYTES = 256 << 20;

    private final PushedConsumer consumer;
    private final EndpointLine line;
    private final MessageExchange exchange;
    private final Context context;
    private final String inbox;
    private final List<Held> held = new ArrayList<>();
    private MessageBatch batch = new MessageBatch();
    private @Nullable Cancellable subscription;
    private long pulls;
    private boolean pulling;
    private boolean alone;
    private int awaited;
    private long awaitedBytes;
    private long progressTimer;
    private boolean stopped;
    private boolean troubled;

    /** A message in hand. */
    private record Held(String ackSubject, long sequence, int deliveries) {}

    PushWorker(PushedConsumer consumer, EndpointLine line, MessageExchange exchange, Context context) {
        this.consumer = consumer;
        this.line = line;
        this.exchange = exchange;
        this.context = context;
        this.inbox = exchange.newInbox();
    }

    void start() {
        subscribe();
        pull();
    }

    private void subscribe() {
        BatchTerms terms = new BatchTerms(
                List.of(SubjectPattern.of(inbox + ".*")), null, 0, MOST_PENDING_BYTES, BatchTerms.Overflow.END, null);
        subscription = exchange.subscribeInBatches(terms, task -> context.runOnContext(ignored -> task.run()))
                .subscribe()
                .with(this::onAnswers, this::onFlooded);
    }

    /** More came than was asked for. What was lost of it is delivered again, as is what is in hand of that pull. */
    private void onFlooded(Throwable failure) {
        LOG.log(Level.WARNING, "delivery of " + consumer + " begins anew: " + failure.getMessage());
        if (stopped) {
            return;
        }
        subscribe();
        if (pulling) {
            pulling = false;
            context.owner().cancelTimer(progressTimer);
            pullSoon();
        }
    }

    /** What it holds is delivered again to whoever comes next. */
    void stop() {
        stopped = true;
        context.owner().cancelTimer(progressTimer);
        if (subscription != null) {
            subscription.cancel();
        }
    }

    private void pull() {
        if (!stopped) {
            line.whenAwake(this::pullNow);
        }
    }

    private void pullSoon() {
        context.owner().setTimer(AGAIN_MILLIS, ignored -> pull());
    }

    private void pullNow() {
        if (stopped) {
            return;
        }
        held.clear();
        batch = new MessageBatch();
        pulls++;
        pulling = true;
        awaited = alone ? 1 : consumer.push().batch();
        awaitedBytes = MOST_BYTES;
        alone = false;
        byte[] request = JsonBuffer.of(64, json -> {
                    json.writeStartObject();
                    json.writeNumberField("batch", awaited);
                    json.writeNumberField("expires", PULL_EXPIRES.toNanos());
                    if (awaited > 1) {
                        // Waits for the first one, then takes what there is.
                        json.writeBooleanField("no_wait", true);
                        json.writeNumberField("max_bytes", MOST_BYTES);
                    }
                    json.writeEndObject();
                })
                .getBytes();
        String reply = inbox + "." + pulls;
        Message asking = new Message(subject(PULL), reply, Headers.NONE, request);
        exchange.publishAll(List.of(asking), false)
                .subscribe()
                .with(
                        receipt -> {
                            if (receipt.outcomes().get(0).receivers() == 0) {
                                context.runOnContext(ignored -> onNobody());
                            }
                        },
                        failure -> context.runOnContext(ignored -> onNobody()));
    }

    /** The consumer is just going, or just coming back. */
    private void onNobody() {
        if (pulling) {
            pulling = false;
            pullSoon();
        }
    }

    private String subject(String prefix) {
        return prefix + consumer.stream() + "." + consumer.name();
    }

    private void onAnswers(MessageBatch answers) {
        while (answers.next()) {
            AckToken delivery = AckToken.of(answers);
            if (!pulling || stopped) {
                continue;
            }
            if (delivery != null) {
                take(answers, delivery);
            } else if (isOfThisPull(answers)) {
                onStatus(answers);
            }
        }
    }

    private boolean isOfThisPull(MessageBatch answers) {
        String subject =
                new String(answers.array(), answers.subjectStart(), answers.subjectLength(), StandardCharsets.UTF_8);
        return subject.equals(inbox + "." + pulls);
    }

    private void take(MessageBatch answers, AckToken delivery) {
        String ackSubject =
                new String(answers.array(), answers.replyStart(), answers.replyLength(), StandardCharsets.UTF_8);
        batch.append(answers, new byte[0], delivery.deliveries(), delivery.sequence(), delivery.timeNanos());
        int deliveries = (int) Math.min(Integer.MAX_VALUE, delivery.deliveries());
        held.add(new Held(ackSubject, delivery.sequence(), deliveries));
        if (held.size() == 1) {
            long millis = TimeUnit.NANOSECONDS.toMillis(consumer.ackWaitNanos()) / 3;
            progressTimer =
                    context.owner().setPeriodic(Math.max(SHORTEST_PROGRESS_MILLIS, millis), ignored -> tell("+WPI"));
        }
        awaitedBytes -= (long) answers.subjectLength()
                + answers.replyLength()
                + answers.headerLength()
                + answers.payloadLength();
        // Nothing is said where no byte is left over.
        if (held.size() == awaited || awaitedBytes == 0) {
            pulling = false;
            send();
        }
    }

    private void onStatus(MessageBatch answers) {
        String status =
                new String(answers.array(), answers.headerStart(), answers.headerLength(), StandardCharsets.US_ASCII);
        boolean isUsual = status.startsWith("NATS/1.0 404") || status.startsWith("NATS/1.0 408");
        pulling = false;
        if (!held.isEmpty()) {
            send();
        } else if (status.contains("Message Size Exceeds MaxBytes")) {
            alone = true;
            pull();
        } else if (isUsual && !status.contains("Pending\r\n")) {
            pull();
        } else {
            pullSoon();
        }
    }

    private void send() {
        if (stopped) {
            return;
        }
        line.send(PushBody.of(consumer, batch, deliveries()), this::onOutcome);
    }

    /** Those of the messages in hand that are followed. */
    private List<TraceParent> deliveries() {
        StreamTrace trace = consumer.trace();
        List<TraceParent> deliveries = new ArrayList<>();
        if (trace != null) {
            for (Held message : held) {
                TraceParent delivery = trace.delivery(message.sequence(), consumer.name());
                if (delivery != null) {
                    deliveries.add(delivery);
                }
            }
        }
        return deliveries;
    }

    private void onOutcome(PushOutcome outcome) {
        if (stopped) {
            return;
        }
        report(outcome);
        switch (outcome.kind()) {
            case TAKEN -> settle(message -> "+ACK");
            case REFUSED, TROUBLED ->
                settle(message -> "-NAK {\"delay\":" + consumer.delayNanos(message.deliveries()) + "}");
            case GONE -> {
                byte[] request = PAUSE_UNTIL.getBytes(StandardCharsets.UTF_8);
                Message pause = new Message(subject(PAUSE), null, Headers.NONE, request);
                exchange.requestAll(List.of(pause), ACK_TIMEOUT)
                        .subscribe()
                        .with(ignored -> context.runOnContext(v -> settle(message -> "-NAK")));
            }
            case LATER, UNREACHED -> send();
        }
    }

    /** Once when it begins, and once when it is over. */
    private void report(PushOutcome outcome) {
        boolean isWell = outcome.kind() == PushOutcome.Kind.TAKEN;
        if (outcome.kind() == PushOutcome.Kind.GONE) {
            LOG.log(Level.WARNING, "endpoint " + line.endpoint() + " is gone; the consumer " + consumer + " is paused");
        } else if (!isWell && !troubled) {
            LOG.log(
                    Level.WARNING,
                    "endpoint " + line.endpoint() + " does not take messages of " + consumer + ": " + outcome.why());
        } else if (isWell && troubled) {
            LOG.log(Level.INFO, "endpoint " + line.endpoint() + " takes messages of " + consumer + " again");
        }
        troubled = !isWell;
    }

    private interface Verdict {
        String of(Held message);
    }

    /** Says what became of the messages in hand, and goes on when that is recorded. */
    private void settle(Verdict verdict) {
        if (stopped) {
            return;
        }
        context.owner().cancelTimer(progressTimer);
        List<Message> verdicts = new ArrayList<>(held.size());
        for (Held message : held) {
            verdicts.add(message(message, verdict.of(message)));
        }
        exchange.requestAll(verdicts, ACK_TIMEOUT)
                .subscribe()
                .with(ignored -> context.runOnContext(v -> pull()), failure -> context.runOnContext(v -> pullSoon()));
    }

    private void tell(String verb) {
        List<Message> verdicts =
                held.stream().map(message -> message(message, verb)).toList();
        exchange.publishAll(verdicts, false).subscribe().with(ignored -> {});
    }

    private static Message message(Held message, String text) {
        return new Message(message.ackSubject(), null, Headers.NONE, text.getBytes(StandardCharsets.UTF_8));
    }
}
