package io.quoll.http;

import io.quoll.http.cloudevents.CloudEvent;
import io.quoll.http.cloudevents.EventJson;
import io.quoll.http.cloudevents.EventOfMessage;
import io.quoll.http.format.JsonBuffer;
import io.quoll.http.format.MessageLimits;
import io.quoll.http.format.StreamFormat;
import io.quoll.http.format.ValidMessage;
import io.quoll.message.Message;
import io.quoll.message.MessageBatch;
import io.quoll.router.BatchTerms;
import io.quoll.router.NoRespondersException;
import io.quoll.subject.SubjectPattern;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.TimeoutException;
import io.smallrye.mutiny.Uni;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import jakarta.inject.Inject;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;

/** Request and reply: a body goes to whoever answers on a subject, and the answer is the response. */
@Path("/v1")
public final class RequestResource {

    private static final String TIMEOUT = "timeout";
    private static final String REPLIES = "replies";

    private static final int MOST_REPLIES = 10_000;
    private static final Duration LONGEST = Duration.ofMinutes(10);

    private static final Duration SHORTEST = Duration.ofMillis(1);

    private static final String AS_IT_IS = "";

    private static final List<String> SEVERAL =
            List.of(StreamFormat.NDJSON_TYPE, StreamFormat.SSE_TYPE, StreamFormat.FRAMES_TYPE, CloudEvent.BATCH_TYPE);

    private final Door door;
    private final ApiBroker broker;
    private final OpenStreams streams;

    @Inject
    RequestResource(Door door, ApiBroker broker, OpenStreams streams) {
        this.door = door;
        this.broker = broker;
        this.streams = streams;
    }

    /** One reply is the response itself; with {@code replies} they come as a stream, or as a batch of events. */
    @POST
    @Path("requests/{subject}")
    public Uni<Response> request(@Context HttpServerRequest http) {
        return door.open(http, Set.of(TIMEOUT, REPLIES), (request, caller) -> {
            request.refuseEncodedBody();
            Duration given = request.duration(TIMEOUT, LONGEST);
            Duration timeout = given == null ? broker.settings().requestTimeout() : given;
            long replies = request.number(REPLIES, 0, 1, MOST_REPLIES);
            String type = replies == 0 ? typeOfOne(request) : request.accepted(SEVERAL);
            return request.body(broker.settings().maxPayloadBytes()).flatMap(body -> {
                Message message = caller.publishable(message(request, body));
                return replies == 0
                        ? request(caller, message, timeout).map(reply -> answer(reply, type))
                        : several(request, caller, message, replies, timeout, type);
            });
        });
    }

    /** The server's own answer where it is the one who is asked, as on TCP. */
    private Uni<Message> request(Caller caller, Message message, Duration timeout) {
        return Uni.createFrom()
                .<Optional<byte[]>>emitter(emitter -> {
                    boolean isTaken =
                            broker.answer(message, caller.user(), answer -> emitter.complete(Optional.of(answer)));
                    if (!isTaken) {
                        emitter.complete(Optional.empty());
                    }
                })
                .ifNoItem()
                .after(timeout)
                .fail()
                .flatMap(answer -> answer.isPresent()
                        ? Uni.createFrom().item(Message.of(message.subject(), answer.get()))
                        : caller.exchange().request(message, timeout));
    }

    /** Anything but an event is the reply as it is, of a type that nobody knows before. */
    private static String typeOfOne(ApiRequest request) {
        String accept = request.header(HttpHeaders.ACCEPT);
        return accept != null && accept.contains(CloudEvent.STRUCTURED_TYPE) ? CloudEvent.STRUCTURED_TYPE : AS_IT_IS;
    }

    private Message message(ApiRequest request, byte[] body) {
        String subject = request.subject();
        MessageLimits limits = new MessageLimits(
                broker.settings().maxPayloadBytes(), broker.settings().maxSubjectBytes());
        Map<String, List<String>> headers =
                HeaderMapping.ofRequest(request.http().headers());
        if (request.contentType().equals(CloudEvent.STRUCTURED_TYPE)) {
            CloudEvent event = EventJson.readOne(body);
            return ValidMessage.of(subject, null, event.toHeaders().asMap(), event.data(), limits);
        }
        return ValidMessage.of(subject, null, headers, body, limits);
    }

    private static Response answer(Message reply, String type) {
        if (type.equals(CloudEvent.STRUCTURED_TYPE)) {
            CloudEvent event = new EventOfMessage(InstantSource.system()).of(reply);
            return Response.ok(JsonBuffer.of(512, json -> EventJson.write(json, event))
                            .getBytes())
                    .type(CloudEvent.STRUCTURED_TYPE)
                    .build();
        }
        Response.ResponseBuilder response =
                Response.ok(reply.payload()).type(HeaderMapping.contentType(reply.headers()));
        HeaderMapping.toResponse(reply.headers(), response);
        return response.build();
    }

    private Uni<Response> several(
            ApiRequest request, Caller caller, Message message, long replies, Duration timeout, String type) {
        boolean collects = type.equals(CloudEvent.BATCH_TYPE);
        if (!collects) {
            streams.checkRoom();
        }
        String inbox = caller.exchange().newInbox();
        BatchTerms terms = new BatchTerms(
                List.of(SubjectPattern.of(inbox)),
                null,
                replies,
                broker.settings().maxPendingBytes(),
                BatchTerms.Overflow.END,
                null);
        long beginNanos = System.nanoTime();
        FirstThenRest<MessageBatch> incoming =
                FirstThenRest.of(caller.exchange().subscribeInBatches(terms, request.loop()));
        return caller.exchange()
                .publishAll(List.of(message.withReply(inbox)), false)
                .emitOn(request.loop())
                .flatMap(receipt -> receipt.outcomes().get(0).receivers() == 0
                        ? Uni.createFrom().<Void>failure(new NoRespondersException(message.subject()))
                        : incoming.first())
                .ifNoItem()
                .after(timeout)
                .fail()
                .emitOn(request.loop())
                .onFailure()
                .invoke(incoming::cancel)
                .onCancellation()
                .invoke(incoming::cancel)
                .flatMap(ignored -> {
                    Duration left = timeout.minusNanos(System.nanoTime() - beginNanos);
                    Multi<MessageBatch> batches = inTime(incoming.all(), request, replies, left);
                    return collects ? collected(batches) : streamed(request, batches, type);
                });
    }

    /** The replies up to the time-out, which is a failure if there were to be more. */
    private static Multi<MessageBatch> inTime(
            Multi<MessageBatch> replies, ApiRequest request, long wanted, Duration left) {
        AtomicLong came = new AtomicLong();
        Duration atLeast = left.compareTo(SHORTEST) < 0 ? SHORTEST : left;
        Multi<MessageBatch> some =
                TimedStream.of(replies, request, atLeast).invoke(batch -> came.addAndGet(batch.count()));
        Multi<MessageBatch> end = Multi.createFrom()
                .deferred(() -> came.get() < wanted
                        ? Multi.createFrom().failure(new TimeoutException())
                        : Multi.createFrom().empty());
        return Multi.createBy().concatenating().streams(some, end);
    }

    private static Uni<Response> streamed(ApiRequest request, Multi<MessageBatch> batches, String type) {
        StreamFormat format = StreamFormat.of(type);
        Multi<Buffer> chunks = batches.map(format::messages);
        return Uni.createFrom().item(new StreamedBody(request, chunks, format).response());
    }

    private static Uni<Response> collected(Multi<MessageBatch> batches) {
        EventOfMessage events = new EventOfMessage(InstantSource.system());
        return batches.onFailure(TimeoutException.class)
                .recoverWithCompletion()
                .collect()
                .in(ArrayList<CloudEvent>::new, (list, batch) -> {
                    while (batch.next()) {
                        list.add(events.of(batch.message()));
                    }
                })
                .map(list ->
                        Response.ok(batchOf(list)).type(CloudEvent.BATCH_TYPE).build());
    }

    private static byte[] batchOf(List<CloudEvent> events) {
        return JsonBuffer.of(1024, json -> {
                    json.writeStartArray();
                    for (CloudEvent event : events) {
                        EventJson.write(json, event);
                    }
                    json.writeEndArray();
                })
                .getBytes();
    }
}
