package io.quoll.http.cloudevents;

import com.fasterxml.jackson.core.JsonGenerator;
import io.quoll.http.format.MessageText;
import io.quoll.http.problem.ProblemException;
import io.quoll.message.Headers;
import io.quoll.message.Message;
import io.quoll.message.MessageBatch;
import java.io.IOException;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * Shows messages as events. One that carries an event is that event; of any other the subject is the type, {@code
 * /v1/subjects} the source, {@code Nats-Msg-Id} the id or else a new one, {@code Content-Type} the type of the data, and the
 * time is now. Stateless but for its clock.
 */
public final class EventOfMessage implements MessageText {

    private static final String SOURCE = "/v1/subjects";

    private final InstantSource clock;

    public EventOfMessage(InstantSource clock) {
        this.clock = clock;
    }

    @Override
    public void write(JsonGenerator json, MessageBatch batch) throws IOException {
        EventJson.write(json, of(batch.message()));
    }

    public CloudEvent of(Message message) {
        Headers headers = message.headers();
        if (CloudEvent.isIn(headers.asMap())) {
            try {
                return CloudEvent.ofHeaders(headers.asMap(), message.payload());
            } catch (ProblemException e) {
                // Headers that look like an event and are none: the message is shown as any other.
                return plain(message);
            }
        }
        return plain(message);
    }

    private CloudEvent plain(Message message) {
        Map<String, String> attributes = new LinkedHashMap<>();
        attributes.put("specversion", "1.0");
        String id = message.headers().first("Nats-Msg-Id");
        attributes.put("id", id == null || id.isEmpty() ? UUID.randomUUID().toString() : id);
        attributes.put("source", SOURCE);
        attributes.put("type", message.subject());
        attributes.put("time", clock.instant().truncatedTo(ChronoUnit.MILLIS).toString());
        List<String> type = message.headers().all(CloudEvent.CONTENT_TYPE);
        attributes.put(CloudEvent.DATA_CONTENT_TYPE, type.isEmpty() ? "application/octet-stream" : type.get(0));
        return new CloudEvent(attributes, message.payload());
    }
}
