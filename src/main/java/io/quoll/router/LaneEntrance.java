package io.quoll.router;

import io.quoll.message.Publication;
import io.quoll.message.Readdressing;
import org.jspecify.annotations.Nullable;

/**
 * How messages of other subject spaces come into a lane: with another subject, reply or headers, and marked by the way they
 * came on, so that they do not go round in circles. Belongs to the lane's thread.
 */
public final class LaneEntrance {

    /** Subject spaces on the way of one message; a message that has passed as many goes no further. */
    private static final int MOST_PASSED = 8;

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
        return publish(on, message, null, source);
    }

    /**
     * Publishes a message of another subject space to a subject that its receivers do not see, as consumers deliver.
     *
     * @return how many took it
     */
    public int deliver(Way on, Publication message, byte[] address) {
        return publish(on, message, address, null);
    }

    private int publish(Way on, Publication message, byte @Nullable [] address, @Nullable MessageSource source) {
        if (depth == MOST_PASSED) {
            return 0;
        }
        Way wayBefore = way;
        Publication enteredBefore = entered;
        MessageSource sourceBefore = lane.source();
        lane.source(source);
        way = on;
        entered = message;
        depth++;
        try {
            lane.count(1);
            lane.address(message, address);
            Route route = address == null ? lane.route(message) : lane.routeOf(address);
            return lane.publish(message, route, null);
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
        if (depth == MOST_PASSED) {
            return 0;
        }
        Readdressing readdressing = readdressings[depth];
        if (readdressing == null) {
            readdressing = new Readdressing();
            readdressings[depth] = readdressing;
        }
        return publish(on, readdressing.write(message, subject, reply, headers), source);
    }
}
