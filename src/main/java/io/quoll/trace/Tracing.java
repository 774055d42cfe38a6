package io.quoll.trace;

import io.quoll.message.Publication;
import io.quoll.trace.SpanRecorder.Kind;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Chooses what is followed and says so to the recorder. One for the broker, if any. Any thread, but for what is said of a
 * publication underway, which is for the thread of its lane.
 */
public final class Tracing {

    static final String SYSTEM = "messaging.system";
    static final String OPERATION = "messaging.operation.name";
    static final String OPERATION_TYPE = "messaging.operation.type";
    static final String DESTINATION = "messaging.destination.name";
    static final String BODY_SIZE = "messaging.message.body.size";
    static final String GROUP = "messaging.consumer.group.name";
    static final String RECEIVERS = "quoll.receivers";
    static final String STREAM = "quoll.stream";
    static final String SEQUENCE = "quoll.sequence";
    static final String DELIVERIES = "quoll.deliveries";

    private final SpanRecorder recorder;
    private final Sampling sampling;
    private final PublicationUnderway[] underway;

    /**
     * @param lanes how many threads publish, by number
     */
    public Tracing(SpanRecorder recorder, Sampling sampling, int lanes) {
        this.recorder = recorder;
        this.sampling = sampling;
        this.underway = new PublicationUnderway[lanes];
        for (int i = 0; i < lanes; i++) {
            underway[i] = new PublicationUnderway(this);
        }
    }

    /** What is published on the lane of that number at this moment. */
    public PublicationUnderway underway(int lane) {
        return underway[lane];
    }

    boolean followsParents() {
        return sampling.followsParents();
    }

    /**
     * Somebody asks over HTTP.
     *
     * @param route one of few
     * @return {@code null} if that is not followed
     */
    public @Nullable Span request(String method, String route, @Nullable TraceParent cause) {
        if (!sampling.chooses(cause)) {
            return null;
        }
        return recorder.begin(Kind.ASKED, method + " " + route, cause).with("http.request.method", method);
    }

    /**
     * The broker asks over HTTP.
     *
     * @param whom one of few
     * @param causes the steps it follows from, the first of which has it for its child
     * @return {@code null} if there is none, so that it is not followed
     */
    public @Nullable Span asking(String method, String whom, List<TraceParent> causes) {
        if (causes.isEmpty()) {
            return null;
        }
        Span span =
                recorder.begin(Kind.ASKING, method + " " + whom, causes.get(0)).with("http.request.method", method);
        causes.subList(1, causes.size()).forEach(span::linked);
        return span;
    }

    /** A message is published; {@code null} if it is not followed. */
    @Nullable
    Span publish(Publication message, boolean byClient) {
        TraceParent cause = TraceParent.of(message);
        if (cause == null && isAside(message) || isAcknowledgement(message) || !sampling.chooses(cause)) {
            return null;
        }
        return step(byClient ? Kind.ASKED : Kind.OWN, "publish", "", cause, message)
                .with(OPERATION_TYPE, "send");
    }

    /** Requests to the broker and answers are no news by themselves. */
    private static boolean isAside(Publication message) {
        byte first = message.subjectLength() == 0 ? 0 : message.bytes().get(message.subjectStart());
        return first == '$' || first == '_';
    }

    /** These are steps of the message that they acknowledge. */
    private static boolean isAcknowledgement(Publication message) {
        int at = message.subjectStart();
        return message.subjectLength() > 8
                && message.bytes().get(at) == '$'
                && message.bytes().get(at + 4) == 'A'
                && message.bytes().get(at + 5) == 'C'
                && message.bytes().get(at + 6) == 'K';
    }

    Span step(Kind kind, String operation, String where, @Nullable TraceParent cause, Publication message) {
        return step(kind, operation, where, cause)
                .with(DESTINATION, new String(message.copySubject(), StandardCharsets.UTF_8))
                .with(BODY_SIZE, message.payloadLength());
    }

    Span step(Kind kind, String operation, String where, @Nullable TraceParent cause) {
        String name = where.isEmpty() ? operation : operation + " " + where;
        return recorder.begin(kind, name, cause).with(SYSTEM, "nats").with(OPERATION, operation);
    }
}
