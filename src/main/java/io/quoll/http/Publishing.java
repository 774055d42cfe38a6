package io.quoll.http;

import com.fasterxml.jackson.core.JsonGenerator;
import io.quoll.http.problem.Problem;
import io.quoll.message.Message;
import io.quoll.router.PublishReceipt;
import io.quoll.router.Published;
import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.io.IOException;
import java.time.Duration;
import java.util.List;

/**
 * Publishes what one request brought and answers what became of it: 200 where a stream has stored it, as durably as the stream
 * promises, 202 where it was only routed. On the request's loop.
 */
final class Publishing {

    private static final int STORED = 200;
    private static final int ROUTED = 202;
    private static final int MIXED = 207;

    private final ApiRequest request;
    private final Caller caller;
    private final Duration timeout;
    private final Requirement required;

    /**
     * @param timeout how long a stream may take to acknowledge
     */
    Publishing(ApiRequest request, Caller caller, Duration timeout) {
        this.request = request;
        this.caller = caller;
        this.timeout = timeout;
        this.required = Requirement.of(request);
    }

    Uni<Response> one(Message message) {
        return publish(List.of(message)).map(receipt -> {
            Published outcome = receipt.outcomes().get(0);
            Problem refusal = required.refusalOf(outcome);
            if (refusal != null) {
                throw refusal.asException();
            }
            Message acknowledgement = outcome.acknowledgement();
            return acknowledgement != null
                    ? Response.status(STORED)
                            .type(MediaType.APPLICATION_JSON_TYPE)
                            .entity(acknowledgement.payload())
                            .build()
                    : Answers.json(ROUTED, json -> {
                        json.writeStartObject();
                        json.writeStringField("subject", message.subject());
                        json.writeNumberField("receivers", outcome.receivers());
                        json.writeEndObject();
                    });
        });
    }

    /** All are published before the first answer, whatever that is; so the response tells the outcome of each. */
    Uni<Response> all(List<Message> messages) {
        return publish(messages).map(receipt -> {
            boolean refused = receipt.outcomes().stream().anyMatch(outcome -> required.refusalOf(outcome) != null);
            boolean stored = receipt.outcomes().stream().allMatch(outcome -> outcome.acknowledgement() != null);
            return Answers.json(refused ? MIXED : stored ? STORED : ROUTED, json -> {
                json.writeStartObject();
                json.writeNumberField("published", messages.size());
                json.writeArrayFieldStart("results");
                for (Published outcome : receipt.outcomes()) {
                    writeResult(json, outcome);
                }
                json.writeEndArray();
                json.writeEndObject();
            });
        });
    }

    private void writeResult(JsonGenerator json, Published outcome) throws IOException {
        Problem refusal = required.refusalOf(outcome);
        Message acknowledgement = outcome.acknowledgement();
        json.writeStartObject();
        if (refusal != null) {
            json.writeNumberField("status", refusal.status());
            json.writeFieldName("problem");
            refusal.writeTo(json);
        } else if (acknowledgement != null) {
            json.writeNumberField("status", STORED);
            PubAck.read(acknowledgement.payload()).writeTo(json);
        } else {
            json.writeNumberField("status", ROUTED);
            json.writeNumberField("receivers", outcome.receivers());
        }
        json.writeEndObject();
    }

    private Uni<PublishReceipt> publish(List<Message> messages) {
        List<Message> permitted = messages.stream().map(caller::publishable).toList();
        return caller.exchange()
                .publishAll(permitted, required.publishesToStreamsOnly())
                .ifNoItem()
                .after(timeout)
                .fail()
                .emitOn(request.loop());
    }
}
