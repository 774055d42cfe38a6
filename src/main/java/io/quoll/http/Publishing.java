package io.quoll.http;

import com.fasterxml.jackson.core.JsonGenerator;
import io.quoll.http.problem.Problem;
import io.quoll.http.problem.ProblemType;
import io.quoll.message.Message;
import io.quoll.router.PublishReceipt;
import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.core.Response;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;

/**
 * Publishes what one request brought, all of it or nothing, and answers what became of it: 202 where it was routed. On the
 * request's loop.
 */
final class Publishing {

    /** The parameter that says what must take a message, and its values. */
    static final String REQUIRE = "require";

    private static final String NOTHING = "nothing";
    private static final String RECEIVER = "receiver";
    private static final String STREAM = "stream";
    private static final List<String> REQUIREMENTS = List.of(NOTHING, RECEIVER, STREAM);

    private static final int ROUTED = 202;

    private final ApiRequest request;
    private final Caller caller;
    private final String required;

    Publishing(ApiRequest request, Caller caller) {
        this.request = request;
        this.caller = caller;
        this.required = request.word(REQUIRE, REQUIREMENTS);
    }

    Uni<Response> one(Message message) {
        return publish(List.of(message)).map(receipt -> {
            checkReceivers(receipt);
            return Answers.json(ROUTED, json -> writeOne(json, message, receipt.receivers()[0]));
        });
    }

    private static void writeOne(JsonGenerator json, Message message, int receivers) throws IOException {
        json.writeStartObject();
        json.writeStringField("subject", message.subject());
        json.writeNumberField("receivers", receivers);
        json.writeEndObject();
    }

    Uni<Response> all(List<Message> messages) {
        return publish(messages).map(receipt -> {
            checkReceivers(receipt);
            return Answers.json(ROUTED, json -> {
                json.writeStartObject();
                json.writeNumberField("published", messages.size());
                json.writeNumberField(
                        "receivers",
                        Arrays.stream(receipt.receivers()).asLongStream().sum());
                json.writeEndObject();
            });
        });
    }

    private Uni<PublishReceipt> publish(List<Message> messages) {
        if (required.equals(STREAM)) {
            throw Problem.of(ProblemType.NO_STREAM, "no stream takes this subject")
                    .asException();
        }
        messages.forEach(caller::checkPublish);
        return caller.exchange().publishAll(messages).emitOn(request.loop());
    }

    private void checkReceivers(PublishReceipt receipt) {
        if (required.equals(RECEIVER) && Arrays.stream(receipt.receivers()).anyMatch(count -> count == 0)) {
            throw Problem.of(ProblemType.NO_RECEIVERS, "nobody was there to receive it")
                    .asException();
        }
    }
}
