package io.quoll.router;

import io.quoll.message.MessageBuffer;
import io.quoll.message.Publication;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Messages on their way from any thread to a lane, where they are published one after the other. Lent by {@link
 * PublishBatches}, filled by one thread, {@linkplain #submit submitted}, and back in the pool when it is done.
 *
 * <p>A message may be routed by another subject than the one its receivers see: a consumer delivers to an inbox but shows
 * the subject of the stream.
 */
public final class PublishBatch implements Runnable {

    /** Is told on the lane's thread that a batch was published; must not keep it. */
    @FunctionalInterface
    public interface Completion {
        void published(PublishBatch batch);
    }

    private static final int NOT_ROUTED_OTHERWISE = -1;

    private final PublishBatches pool;
    private final MessageBuffer messages = new MessageBuffer();
    private final Publication shown = new Publication();
    private final Publication routed = new Publication();
    private int[] routes = new int[32];
    private int[] receivers = new int[16];
    private @Nullable SubjectRouter router;
    private int laneIndex;
    private @Nullable Completion completion;
    private long stallNanos;

    /** The subject that was kept last; many messages in a row are routed by the same. */
    private byte[] keptSubject = {};

    private int keptAt = NOT_ROUTED_OTHERWISE;
    private @Nullable Route lastRoute;
    private int lastRoutedAt;

    PublishBatch(PublishBatches pool) {
        this.pool = pool;
    }

    public int count() {
        return messages.count();
    }

    public boolean isEmpty() {
        return messages.isEmpty();
    }

    /** How many bytes are in it. */
    public int length() {
        return messages.length();
    }

    /** Whether it is to be submitted before more is added. */
    public boolean isFull() {
        return messages.isFull();
    }

    /** The message as it is, its reply subject included. */
    public void add(Publication message) {
        routedAsShown();
        messages.add(message);
    }

    /** A message of parts; {@code reply} and {@code headers} may be empty. */
    public void add(byte[] subject, byte[] reply, byte[] headers, byte[] payload) {
        routedAsShown();
        messages.add(subject, reply, headers, payload);
    }

    /** An answer without headers to a subject that stands in a buffer. */
    public void add(ByteBuffer subjectFrom, int subjectAt, int subjectLength, byte[] payload, int payloadLength) {
        routedAsShown();
        messages.add(subjectFrom, subjectAt, subjectLength, payload, payloadLength);
    }

    /** An answer to a subject that stands in a buffer, with headers from another and a message's payload or none. */
    public void add(
            ByteBuffer subjectFrom,
            int subjectAt,
            int subjectLength,
            ByteBuffer headers,
            int headerLength,
            @Nullable Publication payload) {
        routedAsShown();
        messages.add(subjectFrom, subjectAt, subjectLength, headers, headerLength, payload);
    }

    /** The message with its own headers, routed by {@code subject}, with a reply subject from a buffer. */
    public void deliver(byte[] subject, Publication message, ByteBuffer replyFrom, int replyAt, int replyLength) {
        routedBy(subject);
        messages.addUnder(message, replyFrom, replyAt, replyLength);
    }

    /**
     * The message with other headers, routed by {@code subject}.
     *
     * @param payload whether the message's payload goes along
     */
    public void deliver(
            byte[] subject,
            Publication message,
            ByteBuffer reply,
            int replyLength,
            ByteBuffer headers,
            int headerLength,
            boolean payload) {
        routedBy(subject);
        messages.addWith(message, reply, replyLength, headers, headerLength, payload);
    }

    private void routedAsShown() {
        int at = prepare();
        routes[at] = NOT_ROUTED_OTHERWISE;
    }

    private void routedBy(byte[] subject) {
        int at = prepare();
        if (keptSubject != subject || keptAt == NOT_ROUTED_OTHERWISE) {
            keptAt = messages.keep(subject);
            keptSubject = subject;
        }
        routes[at] = keptAt;
        routes[at + 1] = subject.length;
    }

    private int prepare() {
        int count = messages.count();
        if (count == receivers.length) {
            receivers = Arrays.copyOf(receivers, 2 * count);
            routes = Arrays.copyOf(routes, 4 * count);
        }
        return 2 * count;
    }

    /** Sends it to the lane, whose thread publishes it. The batch is no longer the caller's. */
    public void submit(SubjectRouter to, int lane) {
        submit(to, lane, null);
    }

    /** As the other one; the listener is told how many receivers each message had. */
    public void submit(SubjectRouter to, int lane, @Nullable Completion listener) {
        router = to;
        laneIndex = lane;
        completion = listener;
        pool.submitted(this, lane);
    }

    /** Shows the messages one after the other, before the batch is submitted. */
    public void forEach(Consumer<? super Publication> visitor) {
        for (int i = 0; i < messages.count(); i++) {
            messages.show(i, shown);
            visitor.accept(shown);
        }
    }

    /** Is given back unused. */
    public void discard() {
        pool.giveBack(this);
    }

    /** How many took the message of that number. To be asked by the {@link Completion}. */
    public int receivers(int index) {
        return receivers[index];
    }

    /** How long receivers that fall behind want the publisher to wait. To be asked by the {@link Completion}. */
    public long stallNanos() {
        return stallNanos;
    }

    /** Publishes on the lane's thread. */
    @Override
    public void run() {
        SubjectRouter to = router;
        if (to == null) {
            throw new IllegalStateException("a batch without a router was submitted");
        }
        int count = messages.count();
        RoutingLane lane = to.lane(laneIndex);
        lane.count(count);
        LaneThread thread = pool.thread(laneIndex);
        long others = thread.takeStall();
        for (int i = 0; i < count; i++) {
            receivers[i] = publish(lane, i);
        }
        stallNanos = thread.takeStall();
        thread.stallPublisher(others);
        Completion listener = completion;
        try {
            if (listener != null) {
                listener.published(this);
            }
        } finally {
            pool.published(this);
        }
    }

    private int publish(RoutingLane lane, int index) {
        messages.show(index, shown);
        int at = routes[2 * index];
        if (at == NOT_ROUTED_OTHERWISE) {
            return lane.publish(shown, lane.route(shown), null);
        }
        Route route = lastRoute;
        if (route == null || lastRoutedAt != at || !route.isCurrent()) {
            messages.showKept(at, routes[2 * index + 1], routed);
            route = lane.route(routed);
            lastRoute = route.isPassing() ? null : route;
            lastRoutedAt = at;
        }
        return lane.publish(shown, route, null);
    }

    void clear() {
        messages.clear();
        keptAt = NOT_ROUTED_OTHERWISE;
        lastRoute = null;
        router = null;
        completion = null;
    }
}
