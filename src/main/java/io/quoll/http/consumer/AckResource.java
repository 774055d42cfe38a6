package io.quoll.http.consumer;

import com.fasterxml.jackson.core.JsonGenerator;
import io.quoll.http.Answers;
import io.quoll.http.ApiBroker;
import io.quoll.http.Caller;
import io.quoll.http.Door;
import io.quoll.http.problem.Problem;
import io.quoll.http.problem.ProblemException;
import io.quoll.http.problem.ProblemType;
import io.quoll.jetstream.wire.ApiError;
import io.quoll.message.Message;
import io.quoll.router.PublishReceipt;
import io.quoll.router.Published;
import io.smallrye.mutiny.Uni;
import io.vertx.core.http.HttpServerRequest;
import jakarta.inject.Inject;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.Response;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Saying what became of fetched messages. Answers when the consumer has recorded it, as a double ack on TCP does. */
@Path("/v1")
public final class AckResource {

    private static final int RECORDED = 204;
    private static final int ALL = 200;
    private static final int MIXED = 207;

    private final Door door;
    private final ApiBroker broker;

    @Inject
    AckResource(Door door, ApiBroker broker) {
        this.door = door;
        this.broker = broker;
    }

    /** One message or many; with many, one that makes no sense does not keep the others from being recorded. */
    @POST
    @Path("streams/{stream}/consumers/{consumer}/acks")
    public Uni<Response> acknowledge(@Context HttpServerRequest http) {
        return door.open(http, Set.of(), (request, caller) -> {
            request.refuseEncodedBody();
            ConsumerName consumer = ConsumerName.of(request, caller);
            return request.body(broker.settings().maxPayloadBytes()).flatMap(body -> {
                VerdictReader.Said said = VerdictReader.read(body);
                consumer.checkIsThere(broker, caller);
                List<Message> messages = new ArrayList<>();
                List<@Nullable Problem> refusals = new ArrayList<>();
                for (Verdict verdict : said.verdicts()) {
                    refusals.add(addTo(messages, verdict, consumer, caller));
                }
                return caller.exchange()
                        .requestAll(messages, broker.settings().requestTimeout())
                        .emitOn(request.loop())
                        .map(receipt -> answer(outcomes(refusals, receipt), said.isOne()));
            });
        });
    }

    private static @Nullable Problem addTo(
            List<Message> messages, Verdict verdict, ConsumerName consumer, Caller caller) {
        try {
            messages.add(caller.publishable(verdict.toMessage(consumer)));
            return null;
        } catch (ProblemException e) {
            return e.problem();
        }
    }

    /** For each message why it was not recorded, {@code null} where it was. */
    private static List<@Nullable Problem> outcomes(List<@Nullable Problem> refusals, PublishReceipt receipt) {
        Iterator<Published> answers = receipt.outcomes().iterator();
        List<@Nullable Problem> outcomes = new ArrayList<>(refusals.size());
        for (Problem refusal : refusals) {
            outcomes.add(refusal == null ? problemOf(answers.next()) : refusal);
        }
        return outcomes;
    }

    private static @Nullable Problem problemOf(Published outcome) {
        if (outcome.receivers() == 0) {
            ApiError error = ApiError.CONSUMER_NOT_FOUND;
            return Problem.ofStream(
                    error.code(), error.errorCode(), error.with().description());
        }
        return outcome.acknowledgement() == null
                ? Problem.of(ProblemType.TIMEOUT, "the consumer has not said that it was recorded")
                : null;
    }

    private static Response answer(List<@Nullable Problem> outcomes, boolean isOne) {
        if (isOne) {
            Problem problem = outcomes.get(0);
            return problem == null ? Response.status(RECORDED).build() : Answers.of(problem);
        }
        long refused = outcomes.stream().filter(problem -> problem != null).count();
        return Answers.json(refused == 0 ? ALL : MIXED, json -> {
            json.writeStartObject();
            json.writeNumberField("recorded", outcomes.size() - refused);
            json.writeArrayFieldStart("results");
            for (Problem problem : outcomes) {
                write(json, problem);
            }
            json.writeEndArray();
            json.writeEndObject();
        });
    }

    private static void write(JsonGenerator json, @Nullable Problem problem) throws IOException {
        json.writeStartObject();
        json.writeNumberField("status", problem == null ? RECORDED : problem.status());
        if (problem != null) {
            json.writeFieldName("problem");
            problem.writeTo(json);
        }
        json.writeEndObject();
    }
}
