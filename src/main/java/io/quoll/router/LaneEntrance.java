package io.quoll.router;

import io.quoll.message.Message;
import io.quoll.message.Publication;
import io.quoll.message.Readdressing;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * How messages of other subject spaces come into a lane: with another subject, reply or headers, and marked by the way they
 * came on, so that they do not go round in circles. Belongs to the lane's thread.
 */
public final class LaneEntrance {

    /** Subject spaces on the way of one message; a message that has passed as many goes no further. */
    private static final int MOST_PASSED = 8;

    private static final byte[] NOTHING = {};

    /** The ways between subject spaces. */
    public enum Way {
        /** From where it was published to those who imported the stream. */
        STREAM,
        /** From the requester to the service. */
        REQUEST,
        /** From the service back to the requester. */
        RESPONSE
    }

    private final RoutingLane lane;
    private final @Nullable Readdressing[] readdressings = new Readdressing[MOST_PASSED];
    private int depth;
    private @Nullable Way way;
    private @Nullable Publication entered;

    LaneEntrance(RoutingLane lane) {
        this.lane = lane;
    }

    /** The way of a message that came in; null for any other, such as one that a receiver of it publishes meanwhile. */
    @Nullable
    Way wayOf(Publication message) {
        return message == entered ? way : null;
    }

    /**
     * Publishes a message of another subject space as it is.
     *
     * @param source who asks, when it is a request
     * @return how many took it
     */
    public int publish(Way on, Publication message, @Nullable MessageSource source) {
        return depth == MOST_PASSED ? 0 : enter(on, message, lane.route(message), null, source);
    }

    private int enter(
            Way on, Publication message, Route route, byte @Nullable [] address, @Nullable MessageSource source) {
        Way wayBefore = way;
        Publication enteredBefore = entered;
        MessageSource sourceBefore = lane.source();
        lane.source(source);
        way = on;
        entered = message;
        depth++;
        try {
            lane.count(1);
            return address == null
                    ? lane.publish(message, route, null)
                    : lane.publishTo(address, message, route);
        } finally {
            depth--;
            way = wayBefore;
            entered = enteredBefore;
            lane.source(sourceBefore);
        }
    }

    /**
     * Publishes a message of another subject space under another address.
     *
     * @param reply the reply subject, empty for none
     * @param headers the whole header block, empty for none; null for that of the message
     * @param source who asks, when it is a request
     * @return how many took it
     */
    public int publish(
            Way on,
            Publication message,
            byte[] subject,
            byte[] reply,
            byte @Nullable [] headers,
            @Nullable MessageSource source) {
        return depth == MOST_PASSED
                ? 0
                : publish(on, readdressing().write(message, subject, reply, headers), source);
    }

    /**
     * Publishes a message of another subject space that is routed by another subject than the one it shows, as consumers of
     * streams deliver.
     *
     * @param address the subject by which it is routed here
     * @return how many took it
     */
    public int publishTo(Way on, Publication message, byte[] address) {
        if (depth == MOST_PASSED) {
            return 0;
        }
        String subject = new String(address, StandardCharsets.UTF_8);
        Route route = lane.route(Publication.of(Message.of(subject, NOTHING)));
        return enter(on, message, route, address, null);
    }

    private Readdressing readdressing() {
        Readdressing readdressing = readdressings[depth];
        if (readdressing == null) {
            readdressing = new Readdressing();
            readdressings[depth] = readdressing;
        }
        return readdressing;
    }
}
