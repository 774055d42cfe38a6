package io.quoll.jetstream.consumer;

import io.quoll.jetstream.wire.GoDuration;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Clients that ask for messages, and who of them comes first. For the stream's executor. */
final class PullReceiver implements Receiver, PullQueue.Clerk {

    private static final byte[] PENDING_MESSAGES = ascii("Nats-Pending-Messages");
    private static final byte[] PENDING_BYTES = ascii("Nats-Pending-Bytes");
    private static final byte[] NOTHING = {};

    private final ConsumerContext consumer;
    private final Outbox outbox;
    private final PullQueue queue = new PullQueue(this);
    private final PinnedClient pinned;
    private @Nullable PullRequest chosen;
    private long lastUsed;
    private long turnTime;

    PullReceiver(ConsumerContext consumer, long now) {
        this.consumer = consumer;
        this.outbox = consumer.outbox();
        this.pinned = new PinnedClient(consumer);
        this.lastUsed = now;
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    int waiting() {
        return queue.size();
    }

    PinnedClient pinned() {
        return pinned;
    }

    /** Takes a request, or answers why not. */
    void request(byte[] reply, int lane, byte[] payload, long now) {
        lastUsed = now;
        PullRequest request;
        try {
            request = PullRequest.read(reply, lane, payload, now);
        } catch (PullRequest.Malformed e) {
            outbox.status(lane, reply, Status.badRequest(String.valueOf(e.getMessage())));
            return;
        }
        String refusal = refusal(request, now);
        if (refusal != null) {
            outbox.status(lane, reply, refusal);
        } else if (isFull(now)) {
            // A client that waits for heartbeats finds out by itself; told, it would ask again and again.
            if (!request.hasHeartbeat()) {
                outbox.status(lane, reply, Status.MAX_WAITING);
            }
        } else if (config().priorityPolicy() == PriorityPolicy.PRIORITIZED) {
            queue.addByPriority(request);
        } else {
            queue.add(request);
        }
    }

    private ConsumerConfig config() {
        return consumer.config();
    }

    private boolean isFull(long now) {
        int most = config().maxWaiting();
        if (queue.size() < most) {
            return false;
        }
        queue.expire(now);
        queue.removeGone();
        return queue.size() >= most;
    }

    private @Nullable String refusal(PullRequest request, long now) {
        ConsumerConfig config = config();
        if (config.maxRequestBatch() > 0 && request.wanted() > config.maxRequestBatch()) {
            return "409 Exceeded MaxRequestBatch of " + config.maxRequestBatch();
        }
        if (config.maxRequestExpiresNanos() > 0 && request.expiresNanos() > config.maxRequestExpiresNanos()) {
            return "409 Exceeded MaxRequestExpires of " + GoDuration.shown(config.maxRequestExpiresNanos());
        }
        if (config.maxRequestBytes() > 0 && request.bytes() > config.maxRequestBytes()) {
            return "409 Exceeded MaxRequestMaxBytes of " + config.maxRequestBytes();
        }
        String byPriority = request.isFormal() ? refusalByPriority(request, now) : null;
        return byPriority == null && request.isNoWait() ? refusalOfOneShot(request) : byPriority;
    }

    private @Nullable String refusalByPriority(PullRequest request, long now) {
        PriorityPolicy policy = config().priorityPolicy();
        if ((request.minPending() != 0 || request.minAckPending() != 0) && policy != PriorityPolicy.OVERFLOW) {
            return Status.badRequest("Not a Overflow Priority consumer");
        }
        if (!request.pinId().isEmpty() && policy != PriorityPolicy.PINNED_CLIENT) {
            return Status.badRequest("Not a Pinned Client Priority consumer");
        }
        if (request.priority() < 0 || request.priority() > 9) {
            return Status.badRequest("Priority must be between 0 and 9");
        }
        if (policy == PriorityPolicy.NONE) {
            return null;
        }
        if (request.group().isEmpty()) {
            return Status.badRequest("Priority Group missing");
        }
        if (!config().priorityGroups().contains(request.group())) {
            return Status.badRequest("Invalid Priority Group");
        }
        return pinned.admits(request, now) ? null : Status.PIN_MISMATCH;
    }

    private @Nullable String refusalOfOneShot(PullRequest request) {
        long there = consumer.available();
        if (there == 0 && !request.expires()) {
            return Status.NO_MESSAGES;
        }
        if (there > 0) {
            queue.removeGone();
            if (there < queue.wanted()) {
                return Status.REQUESTS_PENDING;
            }
        }
        return null;
    }

    @Override
    public boolean isReady() {
        return !queue.isEmpty();
    }

    @Override
    public boolean choose(int size, long now) {
        turnTime = now;
        chosen = queue.nextFor(size, now);
        return chosen != null;
    }

    private PullRequest chosen() {
        PullRequest request = chosen;
        if (request == null) {
            throw new IllegalStateException("nobody was chosen");
        }
        return request;
    }

    @Override
    public byte[] subject() {
        return chosen().reply();
    }

    @Override
    public int lane() {
        return chosen().lane();
    }

    @Override
    public @Nullable String pinId() {
        return pinned.isPinned() ? pinned.id() : null;
    }

    @Override
    public void sent(int size, long now) {
        PullRequest request = chosen();
        request.count(size);
        request.beat(now);
        lastUsed = now;
        queue.served(request, config().priorityPolicy() == PriorityPolicy.PRIORITIZED);
        if (request.isDone() && request.bytes() > 0) {
            endWithRest(request, Status.BATCH_COMPLETED);
        }
        chosen = null;
    }

    @Override
    public void onNothingLeft() {
        queue.endOneShots();
    }

    @Override
    public void onTime(long now) {
        turnTime = now;
        boolean isDue = queue.nextDue() <= now;
        queue.expire(now);
        if (isDue && consumer.isFull()) {
            // Where only acknowledgements make room, nats-server ends one-shots when the time of any request is over.
            queue.endOneShots();
        }
        pinned.onTime(now);
    }

    @Override
    public long nextDue() {
        return Math.min(queue.nextDue(), pinned.nextDue());
    }

    @Override
    public boolean isInUse(long now, long thresholdNanos) {
        if (now - lastUsed < thresholdNanos) {
            return true;
        }
        queue.expire(now);
        queue.removeGone();
        if (!queue.isEmpty()) {
            lastUsed = now;
        }
        return !queue.isEmpty();
    }

    /** Somebody acknowledged something. */
    void used(long now) {
        lastUsed = now;
    }

    @Override
    public void close(String status) {
        if (status.equals(Status.SHUTDOWN)) {
            queue.removeAll(request -> endWithRest(request, status));
        } else {
            queue.removeAll(request -> outbox.status(request.lane(), request.reply(), status));
        }
    }

    // What the queue asks

    @Override
    public boolean isListening(PullRequest request) {
        return consumer.hasInterest(request.reply());
    }

    @Override
    public PullQueue.Verdict judge(PullRequest request) {
        return switch (config().priorityPolicy()) {
            case OVERFLOW -> isOverflow(request) ? PullQueue.Verdict.SERVE : PullQueue.Verdict.LATER;
            case PINNED_CLIENT -> judgePinned(request);
            case NONE, PRIORITIZED -> PullQueue.Verdict.SERVE;
        };
    }

    private boolean isOverflow(PullRequest request) {
        boolean unconditional = request.minPending() <= 0 && request.minAckPending() <= 0;
        return unconditional
                || request.minPending() > 0 && request.minPending() <= consumer.available()
                || request.minAckPending() > 0 && request.minAckPending() <= consumer.ackPending();
    }

    private PullQueue.Verdict judgePinned(PullRequest request) {
        PullQueue.Verdict verdict = pinned.judge(request, turnTime);
        if (verdict == PullQueue.Verdict.GONE) {
            endWithRest(request, Status.WRONG_PIN);
        }
        return verdict;
    }

    @Override
    public void end(PullRequest request, String status) {
        if (status.equals(Status.NO_MESSAGES)) {
            outbox.status(request.lane(), request.reply(), status);
        } else {
            endWithRest(request, status);
        }
    }

    private void endWithRest(PullRequest request, String status) {
        outbox.headers()
                .begin(status)
                .line(PENDING_MESSAGES, Math.max(0, request.wanted()))
                .line(PENDING_BYTES, Math.max(0, request.bytes()))
                .end();
        outbox.sendHeaders(request.lane(), request.reply(), NOTHING);
    }

    @Override
    public void beat(PullRequest request) {
        consumer.heartbeat(request.lane(), request.reply(), null);
    }
}
