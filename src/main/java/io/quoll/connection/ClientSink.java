package io.quoll.connection;

import io.quoll.message.Publication;
import io.quoll.protocol.FrameEncoder;
import io.quoll.router.MessageSink;
import io.quoll.router.RoutingLane;
import io.quoll.router.Subscription;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicIntegerFieldUpdater;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * The receiving half of a client: takes messages for its subscriptions, stages their frames, and tells when the client is
 * too slow. {@link #deliver} is called by publishers on any loop, everything else on the client's own.
 *
 * <p>A publisher on the client's loop writes into the {@link OutboundQueue}; one on another loop into an {@link Outbox} that
 * it hands over at the end of its turn.
 */
final class ClientSink implements MessageSink {

    /** How long a publisher waits for a client that has fallen behind. */
    private static final long STALL_NANOS = 5_000_000L;

    /** The client understands headers; else it gets messages without. */
    private static final int HEADERS = 1;
    /** More is waiting than publishers may go on adding to at full speed. */
    private static final int CONGESTED = 2;

    private static final int CLOSED = 4;
    /** The client may answer what it gets, so its reply subjects have to be remembered. */
    private static final int ANSWERING = 8;

    private static final AtomicIntegerFieldUpdater<ClientSink> CONDITION =
            AtomicIntegerFieldUpdater.newUpdater(ClientSink.class, "condition");

    private final ClientConnection client;
    private final ConnectionLoop loop;
    private final ConnectionSettings settings;
    private final ByteSink bytes;
    private final OutboundQueue queue;
    private volatile @Nullable ProtocolTrace trace;

    /** {@link #HEADERS}, {@link #CONGESTED}, {@link #CLOSED} and {@link #ANSWERING} together, so that publishers look once. */
    private volatile int condition;

    private boolean flushDue;
    private long writtenNanos;
    /** By number of the producing loop; each element belongs to that loop. */
    private volatile @Nullable Outbox[] outboxes = {};
    /** Bytes that other loops have handed over and that have not arrived yet. */
    private final AtomicLong expectedBytes = new AtomicLong();

    private long messages;
    private long messageBytes;
    private long countedMessages;
    private long countedBytes;

    ClientSink(
            ClientConnection client,
            ConnectionLoop loop,
            ConnectionSettings settings,
            ByteSink bytes,
            @Nullable ProtocolTrace trace) {
        this.client = client;
        this.loop = loop;
        this.settings = settings;
        this.bytes = bytes;
        this.queue = new OutboundQueue(bytes);
        this.trace = trace;
    }

    void trace(@Nullable ProtocolTrace newTrace) {
        this.trace = newTrace;
    }

    ClientConnection client() {
        return client;
    }

    void agreeOnHeaders(boolean agreed) {
        set(HEADERS, agreed);
    }

    /** Whether {@link ClientConnection#expectResponse} is to be told of every message. */
    void rememberReplies(boolean wanted) {
        set(ANSWERING, wanted);
    }

    private void set(int flag, boolean value) {
        if (is(flag) != value) {
            CONDITION.updateAndGet(this, before -> value ? before | flag : before & ~flag);
        }
    }

    private boolean is(int flag) {
        return (condition & flag) != 0;
    }

    @Override
    public boolean deliver(Subscription to, Publication message, RoutingLane from) {
        int now = condition;
        if (now > HEADERS && !isReadyFor(message, from, now)) {
            return false;
        }
        ClientSubscription subscription = (ClientSubscription) to;
        boolean onOwnLoop = from.index() == loop.index();
        if (!subscription.claim(onOwnLoop)) {
            return false;
        }
        try {
            stage(from, onOwnLoop, message, subscription, (now & HEADERS) != 0);
        } catch (OutOfMemoryError e) {
            // What waits for slow clients has used up the memory for buffers; nobody else is to suffer for it.
            endSoon();
            return false;
        }
        if (subscription.isUsedUp()) {
            client.onUsedUp(subscription, onOwnLoop);
        }
        ProtocolTrace tracing = trace;
        if (tracing != null) {
            tracing.out(message, subscription);
        }
        return true;
    }

    private boolean isReadyFor(Publication message, RoutingLane from, int now) {
        if ((now & CLOSED) != 0 || ((now & CONGESTED) != 0 && onCongestion(from))) {
            return false;
        }
        if ((now & ANSWERING) != 0) {
            client.expectResponse(message);
        }
        return true;
    }

    private void stage(
            RoutingLane from,
            boolean onOwnLoop,
            Publication message,
            ClientSubscription subscription,
            boolean withHeaders) {
        int space = FrameEncoder.spaceFor(message, subscription.sid().length());
        if (onOwnLoop) {
            OutboundBuffer buffer = queue.reserve(space);
            if (buffer.length() == 0) {
                judgeOnTheWay();
            }
            write(buffer, loop.encoder(), message, subscription, withHeaders);
            messages++;
            messageBytes += withHeaders ? message.bodyLength() : message.payloadLength();
            flushAtEndOfTurn();
        } else {
            stageElsewhere(from, space, message, subscription, withHeaders);
        }
    }

    private static void write(
            OutboundBuffer buffer,
            FrameEncoder encoder,
            Publication message,
            ClientSubscription subscription,
            boolean withHeaders) {
        buffer.length(encoder.write(buffer.bytes(), buffer.length(), message, subscription.sid(), withHeaders));
    }

    private void stageElsewhere(
            RoutingLane from, int space, Publication message, ClientSubscription subscription, boolean withHeaders) {
        Outbox outbox = outboxOf(from.index());
        ConnectionLoop producer = client.loopOf(from);
        if (outbox.isEmpty()) {
            producer.handOverAtEndOfTurn(outbox);
        }
        OutboundBuffer buffer = outbox.reserve(space);
        write(buffer, producer.encoder(), message, subscription, withHeaders);
        buffer.countMessage(withHeaders ? message.bodyLength() : message.payloadLength());
    }

    private Outbox outboxOf(int producer) {
        @Nullable Outbox[] all = outboxes;
        Outbox outbox = producer < all.length ? all[producer] : null;
        return outbox != null ? outbox : newOutbox(producer);
    }

    private synchronized Outbox newOutbox(int producer) {
        @Nullable Outbox[] grown = Arrays.copyOf(outboxes, Math.max(outboxes.length, producer + 1));
        Outbox outbox = new Outbox(this);
        grown[producer] = outbox;
        outboxes = grown;
        return outbox;
    }

    /** Buffers for bytes to this client. Any thread. */
    ByteSink bytes() {
        return bytes;
    }

    /** A buffer is on its way from another loop. Called on that loop. */
    void expect(OutboundBuffer buffer) {
        long expected = expectedBytes.addAndGet(buffer.length());
        if (expected > settings.maxPendingBytes()) {
            endSoon();
        } else if (expected > congestedAbove()) {
            set(CONGESTED, true);
        }
        loop.execute(buffer);
    }

    /** A buffer arrives from another loop. */
    void takeOver(OutboundBuffer buffer) {
        expectedBytes.addAndGet(-buffer.length());
        if (is(CLOSED)) {
            bytes.giveBack(buffer);
            return;
        }
        messages += buffer.messages();
        messageBytes += buffer.messageBytes();
        queue.take(buffer);
        flushAtEndOfTurn();
    }

    /** Stages a line of the protocol. */
    void send(byte[] line) {
        if (!is(CLOSED)) {
            ProtocolTrace tracing = trace;
            if (tracing != null) {
                tracing.out(line);
            }
            queue.reserve(line.length).append(line);
            flushAtEndOfTurn();
        }
    }

    private void flushAtEndOfTurn() {
        if (!flushDue) {
            flushDue = true;
            loop.flushAtEndOfTurn(this);
        }
    }

    void flush(long nowNanos) {
        flushDue = false;
        writtenNanos = nowNanos;
        loop.counters().countOut(messages - countedMessages, messageBytes - countedBytes);
        countedMessages = messages;
        countedBytes = messageBytes;
        if (!is(CLOSED)) {
            queue.flush();
            judgePending();
        }
    }

    /** Everything given to the network so far is written. */
    void onDrained() {
        if (!is(CLOSED)) {
            queue.onDrained();
            judgePending();
        }
    }

    private void judgePending() {
        if (hasTooMuchWaiting()) {
            client.close(CloseReason.SLOW_CONSUMER_PENDING_BYTES);
        }
    }

    /** One read can cause more than may be waiting: a look at each buffer that is full, not only at the turn's end. */
    private void judgeOnTheWay() {
        if (hasTooMuchWaiting()) {
            endSoon();
        }
    }

    private boolean hasTooMuchWaiting() {
        long pending = queue.isBlocked() ? queue.pendingBytes() : 0;
        set(CONGESTED, Math.max(pending, expectedBytes.get()) > congestedAbove());
        return pending > settings.maxPendingBytes();
    }

    private long congestedAbove() {
        return settings.maxPendingBytes() / 4 * 3;
    }

    /** The client is too slow: takes nothing more, and ends as soon as its loop is free. Any loop. */
    private void endSoon() {
        set(CLOSED, true);
        loop.execute(() -> client.close(CloseReason.SLOW_CONSUMER_PENDING_BYTES));
    }

    /**
     * Makes the publisher wait a little after what it is sending now.
     *
     * @return true if the message is rather left out
     */
    private boolean onCongestion(RoutingLane from) {
        if (!settings.stallsFastProducers()) {
            return true;
        }
        client.loopOf(from).stallPublisher(STALL_NANOS);
        return false;
    }

    /** When the client was last written to. */
    long writtenNanos() {
        return writtenNanos;
    }

    boolean isStuck(long nowNanos) {
        return queue.isStuck(nowNanos, settings.writeDeadlineNanos());
    }

    long pendingBytes() {
        return queue.pendingBytes() + expectedBytes.get();
    }

    long messages() {
        return messages;
    }

    long messageBytes() {
        return messageBytes;
    }

    /** Takes nothing more; how it ends and whether what is staged is still written depends on the reason. */
    void close(CloseReason reason) {
        switch (reason) {
            case SLOW_CONSUMER_PENDING_BYTES, SLOW_CONSUMER_WRITE_DEADLINE, CLIENT_CLOSED, READ_ERROR, WRITE_ERROR -> {
                queue.discard();
                set(CLOSED, true);
                bytes.closeNow();
            }
            case MAXIMUM_PAYLOAD_EXCEEDED -> {
                queue.handOverStaged();
                set(CLOSED, true);
                bytes.sayGoodbye(reason);
                bytes.resetWhenWritten();
            }
            default -> {
                queue.handOverStaged();
                set(CLOSED, true);
                bytes.sayGoodbye(reason);
                bytes.closeWhenWritten();
            }
        }
    }
}
