package io.quoll.jetstream.consumer;

/** What consumers tell clients in the status line of a message without payload. */
final class Status {

    static final String NO_MESSAGES = "404 No Messages";
    static final String REQUESTS_PENDING = "408 Requests Pending";
    static final String REQUEST_TIMEOUT = "408 Request Timeout";
    static final String MAX_WAITING = "409 Exceeded MaxWaiting";
    static final String TOO_LARGE = "409 Message Size Exceeds MaxBytes";
    static final String BATCH_COMPLETED = "409 Batch Completed";
    static final String DELETED = "409 Consumer Deleted";
    static final String SHUTDOWN = "409 Server Shutdown";
    static final String IS_PUSH = "409 Consumer is push based";
    static final String REQUIRED_LEVEL = "412 Required Api Level";
    static final String WRONG_PIN = "423 Nats-Wrong-Pin-Id";
    static final String PIN_MISMATCH = "423 Nats-Pin-Id mismatch";
    static final String HEARTBEAT = "100 Idle Heartbeat";
    static final String FLOW_CONTROL = "100 FlowControl Request";

    private Status() {}

    static String badRequest(String why) {
        return "400 Bad Request - " + why;
    }
}
