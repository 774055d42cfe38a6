package io.quoll.router;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * A pattern and who listens to it, perhaps as a member of a queue group. Counts what was delivered: plainly on the lane its
 * sink lives on, atomically on the others.
 */
public class Subscription {

    private static final VarHandle DELIVERED_ELSEWHERE;

    static {
        try {
            DELIVERED_ELSEWHERE =
                    MethodHandles.lookup().findVarHandle(Subscription.class, "deliveredElsewhere", long.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private final byte[] pattern;
    private final byte @Nullable [] queue;
    private final MessageSink sink;
    private long delivered;
    private volatile long deliveredElsewhere;
    /** The most messages to deliver, 0 for no limit, less for none at all. Set on the sink's own lane only. */
    private volatile long max;

    /** The arrays are kept and never changed. */
    public Subscription(byte[] pattern, byte @Nullable [] queue, MessageSink sink) {
        this.pattern = pattern;
        this.queue = queue;
        this.sink = sink;
    }

    /**
     * Whether it wants messages of a subject that its pattern matches. Asked once for each subject a lane meets, before the
     * route is kept, so whoever changes the answer has the router {@link SubjectRouter#reconsider reconsider}.
     */
    public boolean accepts(byte[] subject) {
        return true;
    }

    /** Whether it does not {@linkplain #accepts accept} all that its pattern matches; asked as often, and before. */
    public boolean isSelective() {
        return false;
    }

    public final byte[] pattern() {
        return pattern;
    }

    public final byte @Nullable [] queue() {
        return queue;
    }

    public final MessageSink sink() {
        return sink;
    }

    public final long delivered() {
        return delivered + deliveredElsewhere;
    }

    public final long max() {
        return max;
    }

    /**
     * Ends the subscription after so many messages in all.
     *
     * @return false if it has had as many already, and so ends now
     */
    public final boolean limit(long most) {
        max = most;
        return most > delivered();
    }

    /** Takes no message any more, though it may still be found for a while. */
    public final void end() {
        max = -1;
    }

    /**
     * Counts a delivery about to be made.
     *
     * @param onOwnLane whether the caller is on the lane the sink lives on
     * @return false if the limit is used up
     */
    public final boolean claim(boolean onOwnLane) {
        if (max == 0) {
            if (onOwnLane) {
                delivered++;
            } else {
                DELIVERED_ELSEWHERE.getAndAdd(this, 1L);
            }
            return true;
        }
        // The own lane counts here too once there is a limit, so that the sum is exact.
        long before = delivered + (long) DELIVERED_ELSEWHERE.getAndAdd(this, 1L);
        if (before < max) {
            return true;
        }
        DELIVERED_ELSEWHERE.getAndAdd(this, -1L);
        return false;
    }

    public final boolean isUsedUp() {
        return max != 0 && delivered() >= max;
    }

    public final String patternText() {
        return new String(pattern, StandardCharsets.UTF_8);
    }

    public final @Nullable String queueText() {
        return queue == null ? null : new String(queue, StandardCharsets.UTF_8);
    }
}
