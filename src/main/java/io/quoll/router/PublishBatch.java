package io.quoll.router;

import io.quoll.message.MessageBuffer;
import io.quoll.message.Publication;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
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
    private static final byte[] NOBODY = {};

    /** So many receivers in turn are recognized. */
    private static final int RECEIVERS_IN_TURN = 16;

    /** A subject by which messages are routed, where it is kept, and where it leads. */
    private static final class Address {
        private byte[] subject = NOBODY;
        private int at;
        private @Nullable Route route;
    }

    private final PublishBatches pool;
    private final MessageBuffer messages = new MessageBuffer();
    private final Publication shown = new Publication();
    private final Publication routed = new Publication();
    /** For each message the number of its address. */
    private int[] routes = new int[16];

    private int[] receivers = new int[16];
    private final List<Address> addresses = new ArrayList<>();
    private int addressCount;
    private int lastAddress;
    private @Nullable SubjectRouter router;
    private int laneIndex;
    private @Nullable Completion completion;
    private long stallNanos;

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
        route(NOT_ROUTED_OTHERWISE);
    }

    private void routedBy(byte[] subject) {
        route(addressOf(subject));
    }

    private void route(int address) {
        int count = messages.count();
        if (count == receivers.length) {
            receivers = Arrays.copyOf(receivers, 2 * count);
            routes = Arrays.copyOf(routes, 2 * count);
        }
        routes[count] = address;
    }

    /** Receivers in turn come back in the same order, so the one behind the last is looked at next. */
    private int addressOf(byte[] subject) {
        int begin = Math.max(0, addressCount - RECEIVERS_IN_TURN);
        int at = lastAddress;
        for (int i = begin; i < addressCount; i++) {
            if (at >= addressCount) {
                at = begin;
            }
            if (addresses.get(at).subject == subject) {
                lastAddress = at;
                return at;
            }
            at++;
        }
        if (addressCount == addresses.size()) {
            addresses.add(new Address());
        }
        Address address = addresses.get(addressCount);
        address.subject = subject;
        address.at = messages.keep(subject);
        lastAddress = addressCount;
        return addressCount++;
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
        int at = routes[index];
        if (at == NOT_ROUTED_OTHERWISE) {
            lane.address(shown, null);
            return lane.publish(shown, lane.route(shown), null);
        }
        Address address = addresses.get(at);
        Route route = address.route;
        if (route == null || !route.isCurrent()) {
            messages.showKept(address.at, address.subject.length, routed);
            route = lane.route(routed);
            address.route = route.isPassing() ? null : route;
        }
        lane.address(shown, address.subject);
        return lane.publish(shown, route, null);
    }

    void clear() {
        messages.clear();
        for (int i = 0; i < addressCount; i++) {
            Address address = addresses.get(i);
            address.subject = NOBODY;
            address.route = null;
        }
        addressCount = 0;
        lastAddress = 0;
        router = null;
        completion = null;
    }
}
