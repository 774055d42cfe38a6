package io.quoll.http.cloudevents;

import io.quoll.http.format.JsonBuffer;
import io.quoll.http.format.MessageText;
import io.quoll.http.problem.ProblemException;
import io.quoll.message.Headers;
import io.quoll.message.Message;
import io.quoll.message.MessageBatch;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Shows messages as events. One that carries an event is that event; of any other the subject is the type, {@code
 * /v1/subjects} the source, {@code Nats-Msg-Id} the id or else a new one, {@code Content-Type} the type of the data, and the
 * time is now. What comes out of a stream has that as its source, its sequence as its id, and the time at which it was stored.
 * Stateless but for its clock.
 */
public final class EventOfMessage implements MessageText {

    private static final String SOURCE = "/v1/subjects";

    private static final String STREAMS = "/v1/streams/";
    private static final long NANOS_PER_SECOND = 1_000_000_000L;

    private final InstantSource clock;
    private final String source;

    public EventOfMessage(InstantSource clock) {
        this(clock, SOURCE);
    }

    private EventOfMessage(InstantSource clock, String source) {
        this.clock = clock;
        this.source = source;
    }

    /** For messages that come out of that stream. */
    public static EventOfMessage ofStream(String stream) {
        return new EventOfMessage(InstantSource.system(), STREAMS + stream);
    }

    @Override
    public void write(JsonBuffer json, MessageBatch batch) {
        json.generate(to -> EventJson.write(to, of(batch)));
    }

    /** The message that the batch is at. */
    public CloudEvent of(MessageBatch batch) {
        if (!batch.isStored()) {
            return of(batch.message());
        }
        long time = batch.timeNanos();
        Instant stored = Instant.ofEpochSecond(time / NANOS_PER_SECOND, time % NANOS_PER_SECOND);
        return of(batch.message(), Long.toString(batch.sequence()), stored);
    }

    public CloudEvent of(Message message) {
        String id = message.headers().first("Nats-Msg-Id");
        return of(message, id == null || id.isEmpty() ? null : id, clock.instant());
    }

    private CloudEvent of(Message message, @Nullable String id, Instant time) {
        Headers headers = message.headers();
        if (CloudEvent.isIn(headers.asMap())) {
            try {
                return CloudEvent.ofHeaders(headers.asMap(), message.payload());
            } catch (ProblemException e) {
                // Headers that look like an event and are none: the message is shown as any other.
                return plain(message, id, time);
            }
        }
        return plain(message, id, time);
    }

    private CloudEvent plain(Message message, @Nullable String id, Instant time) {
        Map<String, String> attributes = new LinkedHashMap<>();
        attributes.put("specversion", "1.0");
        attributes.put("id", id == null ? UUID.randomUUID().toString() : id);
        attributes.put("source", source);
        attributes.put("type", message.subject());
        attributes.put("time", time.truncatedTo(ChronoUnit.MILLIS).toString());
        List<String> type = message.headers().all(CloudEvent.CONTENT_TYPE);
        attributes.put(CloudEvent.DATA_CONTENT_TYPE, type.isEmpty() ? "application/octet-stream" : type.get(0));
        return new CloudEvent(attributes, message.payload());
    }
}
