package io.quoll.jetstream.consumer;

import io.quoll.jetstream.wire.ApiException;
import io.quoll.jetstream.wire.JsonInput;
import io.quoll.jetstream.wire.Timestamps;
import java.nio.charset.StandardCharsets;

/**
 * A client's wish for messages. Read from the payload, then counted down while messages are delivered. For the stream's
 * executor.
 */
final class PullRequest {

    /** The request makes no sense; the text goes to the client. */
    static final class Malformed extends Exception {
        private static final long serialVersionUID = 1L;

        Malformed(String text) {
            super(text, null, false, false);
        }
    }

    private final byte[] reply;
    private final int lane;
    private int wanted = 1;
    private int bytes;
    private long expiresNanos;
    private boolean noWait;
    private long heartbeatNanos;
    private String group = "";
    private String pinId = "";
    private long minPending;
    private long minAckPending;
    private int priority;

    private boolean formal;
    private int delivered;
    private long expiresAt = Long.MAX_VALUE;
    private long heartbeatAt = Long.MAX_VALUE;
    private long lookedAt = Long.MIN_VALUE;

    private PullRequest(byte[] reply, int lane) {
        this.reply = reply;
        this.lane = lane;
    }

    /**
     * Reads nothing, a number or an object.
     *
     * @param lane where the request came from
     */
    static PullRequest read(byte[] reply, int lane, byte[] payload, long now) throws Malformed {
        PullRequest request = new PullRequest(reply, lane);
        String text = new String(payload, StandardCharsets.UTF_8).strip();
        if (text.startsWith("{")) {
            request.formal = true;
            request.readObject(payload, now);
        } else if (!text.isEmpty()) {
            request.wanted = number(text);
        }
        request.wanted = Math.max(1, request.wanted);
        return request;
    }

    private static int number(String text) {
        try {
            return Integer.parseInt(text);
        } catch (NumberFormatException e) {
            return 1;
        }
    }

    private void readObject(byte[] payload, long now) throws Malformed {
        wanted = 0;
        try {
            JsonInput.object(payload, "JSApiConsumerGetNextRequest", false, this::take);
        } catch (ApiException e) {
            String text = e.description();
            throw new Malformed(text.startsWith("invalid JSON: ") ? text.substring("invalid JSON: ".length()) : text);
        }
        if (heartbeatNanos > 0) {
            if (heartbeatNanos > expiresNanos / 2) {
                throw new Malformed("heartbeat value too large");
            }
            heartbeatAt = Timestamps.after(now, heartbeatNanos);
        }
        if (expiresNanos != 0) {
            expiresAt = Timestamps.after(now, expiresNanos);
        }
    }

    private boolean take(String field, JsonInput value) {
        switch (field) {
            case "batch" -> wanted = value.smallNumber();
            case "expires" -> expiresNanos = value.number();
            case "max_bytes" -> bytes = value.smallNumber();
            case "no_wait" -> noWait = value.flag();
            case "idle_heartbeat" -> heartbeatNanos = value.number();
            case "group" -> group = value.text();
            case "id" -> pinId = value.text();
            case "min_pending" -> minPending = value.number();
            case "min_ack_pending" -> minAckPending = value.number();
            case "priority" -> priority = value.smallNumber();
            default -> {
                return false;
            }
        }
        return true;
    }

    byte[] reply() {
        return reply;
    }

    int lane() {
        return lane;
    }

    /** Whether it was an object, which may say to which group the client belongs. */
    boolean isFormal() {
        return formal;
    }

    /** How many messages are still to come. */
    int wanted() {
        return wanted;
    }

    /** How many bytes may still come; 0 for no limit, or none left. */
    int bytes() {
        return bytes;
    }

    int delivered() {
        return delivered;
    }

    boolean isNoWait() {
        return noWait;
    }

    boolean expires() {
        return expiresNanos != 0;
    }

    long expiresNanos() {
        return expiresNanos;
    }

    long expiresAt() {
        return expiresAt;
    }

    boolean hasHeartbeat() {
        return heartbeatNanos > 0;
    }

    long heartbeatAt() {
        return heartbeatAt;
    }

    void beat(long now) {
        if (heartbeatNanos > 0) {
            heartbeatAt = Timestamps.after(now, heartbeatNanos);
        }
    }

    String group() {
        return group;
    }

    String pinId() {
        return pinId;
    }

    void pinId(String id) {
        pinId = id;
    }

    long minPending() {
        return minPending;
    }

    long minAckPending() {
        return minAckPending;
    }

    int priority() {
        return priority;
    }

    /** Whether it was not yet looked whether somebody listens for the answer in this turn; then it is taken to be. */
    boolean needsLook(long turn) {
        boolean needed = lookedAt != turn;
        lookedAt = turn;
        return needed;
    }

    /** One message more was delivered. */
    void count(int size) {
        delivered++;
        wanted--;
        if (bytes > 0) {
            bytes -= size;
            if (bytes == 0) {
                wanted = 0;
            }
        }
    }

    boolean isDone() {
        return wanted <= 0;
    }
}
