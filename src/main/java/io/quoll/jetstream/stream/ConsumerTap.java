package io.quoll.jetstream.stream;

import io.quoll.jetstream.stream.OriginConsumer.Request;
import io.quoll.jetstream.wire.ApiException;
import io.quoll.jetstream.wire.HeaderBlock;
import io.quoll.jetstream.wire.RandomText;
import io.quoll.message.MessageBuffer;
import io.quoll.message.Publication;
import io.quoll.router.PublishBatch;
import io.quoll.router.Subscription;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Gets messages pushed by a consumer of the origin, and confirms by flow control which of them are stored here. Its deliveries
 * are numbered without a gap; where there is one, it is asked to begin anew, which it does with the number one.
 *
 * <pre>
 *   asked for ──answer──► open ──messages, heartbeats──► open
 *       │                  │
 *       └─ refused, silent ┴─ gap, silent, or cannot be stored ──► lost
 * </pre>
 *
 * <p>What waits to be stored is bounded as publications are; the consumer sends no more than its window beyond what is confirmed.
 */
final class ConsumerTap implements OriginTap, StagedIntake.Receiver {

    private static final long LONGEST_SILENCE_NANOS = 10_000_000_000L;
    private static final long LONGEST_ANSWER_NANOS = 5_000_000_000L;
    private static final long PAUSE_NANOS = 2_000_000_000L;
    private static final int INBOX_LENGTH = 8;
    private static final String LAST_CONSUMER = "Nats-Last-Consumer";
    private static final String LAST_STREAM = "Nats-Last-Stream";
    private static final String STALLED = "Nats-Consumer-Stalled";
    private static final byte[] CONTROL = "NATS/1.0 100 ".getBytes(StandardCharsets.US_ASCII);

    private final StreamHost host;
    private final Stream into;
    private final StreamWriter writer;
    private final SourceTarget target;
    private final SourceFeed feed;
    private final OriginConsumer consumer;
    private final StagedIntake intake;
    private final int lane;
    private final Publication window = new Publication();
    private @Nullable Subscription answers;
    private @Nullable Subscription deliveries;
    private StreamTimer.@Nullable Timeout alarm;
    private String name = "";
    private long sequence;
    private long consumerSequence;
    private boolean heard;
    private boolean pauses;
    private boolean closed;

    ConsumerTap(StreamHost host, Stream into, StreamWriter writer, SourceTarget target, SourceFeed feed) {
        this.host = host;
        this.into = into;
        this.writer = writer;
        this.target = target;
        this.feed = feed;
        this.consumer = new OriginConsumer(host, into, target.source());
        this.intake =
                new StagedIntake(into, this, host.batches(), host.settings().room());
        this.lane = Math.floorMod(into.name().hashCode(), host.batches().laneCount());
    }

    @Override
    public void open() {
        long resumeAt = target.resumeAt();
        sequence = Math.max(0, resumeAt - 1);
        byte[] inbox = Subjects.bytes("$JSC.R." + RandomText.ofLength(INBOX_LENGTH));
        answers = new Subscription(inbox, null, (subscription, message, onLane) -> {
            byte[] payload = Draft.payloadOf(message);
            into.execute(() -> onAnswer(payload));
            return true;
        });
        // Before the consumer begins: in another account it need not see that nobody listens yet.
        deliveries = new Subscription(consumer.deliverSubject(), null, intake);
        host.router().subscribe(deliveries);
        host.router().subscribe(answers);
        send(consumer.begin(resumeAt), inbox);
        alarm = host.timer().schedule(() -> into.execute(this::onNoAnswer), LONGEST_ANSWER_NANOS);
    }

    private void send(Request request, byte[] reply) {
        send(Subjects.bytes(request.subject()), reply, request.headers(), Subjects.bytes(request.config()));
    }

    private void send(byte[] subject, byte[] reply, byte[] headers, byte[] payload) {
        PublishBatch batch = host.batches().borrow();
        batch.add(subject, reply, headers, payload);
        batch.submit(host.router(), lane);
    }

    private void onNoAnswer() {
        if (!closed && answers != null) {
            feed.lost(consumer.setupFailed("nobody has answered"));
        }
    }

    private void onAnswer(byte[] payload) {
        if (closed || answers == null) {
            return;
        }
        answers = unsubscribe(answers);
        try {
            name = consumer.read(payload);
            feed.heard(0);
            watch();
        } catch (ApiException e) {
            feed.lost(e);
        }
    }

    private @Nullable Subscription unsubscribe(@Nullable Subscription subscription) {
        if (subscription != null) {
            host.router().unsubscribe(subscription);
        }
        return null;
    }

    /** A consumer that says nothing, not even that it is still there, is asked for anew. */
    private void watch() {
        if (alarm != null) {
            alarm.cancel();
        }
        heard = false;
        alarm = host.timer().schedule(() -> into.execute(this::onTime), LONGEST_SILENCE_NANOS);
    }

    private void onTime() {
        if (closed) {
            return;
        }
        if (heard && !pauses) {
            watch();
        } else {
            feed.lost(null);
        }
    }

    // Deliveries

    @Override
    public void take(MessageBuffer messages, int fromLane) {
        try {
            for (int i = 0; i < messages.count() && !closed; i++) {
                messages.show(i, window);
                take(window);
            }
        } catch (ApiException e) {
            pause(e);
        } catch (RuntimeException e) {
            feed.failed(e);
        }
    }

    /** Long enough to be asked how far this stream has come: what it has is not to be kept for it meanwhile. */
    private void pause(ApiException reason) {
        if (alarm != null) {
            alarm.cancel();
        }
        pauses = true;
        alarm = host.timer()
                .schedule(
                        () -> into.execute(() -> {
                            if (!closed) {
                                feed.lost(reason);
                            }
                        }),
                        PAUSE_NANOS);
    }

    /** The gap will be noticed. */
    @Override
    public void refuse(Publication message, int fromLane) {}

    private void take(Publication message) {
        if (isControl(message)) {
            heard = true;
            control(message);
            return;
        }
        DeliveryReply reply = pauses ? null : DeliveryReply.of(message.copyReply());
        if (reply == null || !isOurs(reply.consumer()) || reply.deliveries() > 1) {
            return;
        }
        heard = true;
        boolean beginsAnew = reply.consumerSequence() == 1;
        if (!beginsAnew && reply.consumerSequence() != consumerSequence + 1) {
            // What was underway before the consumer began anew goes by.
            if (consumerSequence > 0) {
                feed.lost(null);
            }
            return;
        }
        if (reply.sequence() > sequence) {
            target.take(message, reply.sequence(), reply.timeNanos());
            sequence = reply.sequence();
        }
        consumerSequence = reply.consumerSequence();
        feed.heard(reply.left());
    }

    private boolean isOurs(String delivering) {
        return name.isEmpty() ? consumer.mayBe(delivering) : name.equals(delivering);
    }

    private static boolean isControl(Publication message) {
        if (message.payloadLength() > 0 || message.headerLength() < CONTROL.length) {
            return false;
        }
        byte[] beginning = new byte[CONTROL.length];
        message.bytes().get(message.bodyStart(), beginning);
        return Arrays.equals(beginning, CONTROL);
    }

    private void control(Publication message) {
        if (message.replyLength() > 0) {
            confirm(message.copyReply());
            return;
        }
        byte[] headers = Draft.headersOf(message);
        long last = HeaderBlock.number(headers, LAST_CONSUMER);
        String stalled = HeaderBlock.first(headers, STALLED);
        if (last > 0 && last != consumerSequence && !pauses && answers == null) {
            feed.lost(null);
        } else if (stalled != null) {
            confirm(Subjects.bytes(stalled));
        }
    }

    /** Says how far this stream has come, when that is as durable as it promises. What it could not write it does not confirm. */
    private void confirm(byte[] to) {
        long stored = writer.lastSequence();
        String origin = Long.toString(sequence);
        String delivery = Long.toString(consumerSequence);
        into.afterCommit(() -> {
            if (!closed && writer.committedSequence() >= stored) {
                byte[] headers = HeaderBlock.with(HeaderBlock.NONE, LAST_CONSUMER, delivery);
                send(to, HeaderBlock.NONE, HeaderBlock.with(headers, LAST_STREAM, origin), HeaderBlock.NONE);
            }
        });
    }

    @Override
    public void close(boolean forGood) {
        closed = true;
        intake.close();
        answers = unsubscribe(answers);
        deliveries = unsubscribe(deliveries);
        if (alarm != null) {
            alarm.cancel();
        }
        boolean ends = !name.isEmpty() && (forGood || consumer.isTemporary(name));
        Request last = ends ? consumer.end(name) : null;
        if (last != null) {
            send(last, HeaderBlock.NONE);
        }
    }
}
