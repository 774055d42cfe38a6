package io.quoll.http;

import io.quoll.http.cloudevents.CloudEvent;
import io.quoll.http.cloudevents.EventJson;
import io.quoll.http.cloudevents.EventSubject;
import io.quoll.http.format.EntryReader;
import io.quoll.http.format.MessageLimits;
import io.quoll.http.format.StreamFormat;
import io.quoll.http.format.ValidMessage;
import io.quoll.http.problem.Problem;
import io.quoll.http.problem.ProblemType;
import io.quoll.message.Message;
import io.smallrye.mutiny.Uni;
import io.vertx.core.http.HttpServerRequest;
import jakarta.inject.Inject;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.Response;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Publishing: a body to a subject, events to the subjects they name, or a stream of messages. */
@Path("/v1")
public final class PublishResource {

    private static final String REPLY = "reply";
    private static final String SUBJECT = "subject";

    private final Door door;
    private final ApiBroker broker;
    private final OpenStreams streams;

    @Inject
    PublishResource(Door door, ApiBroker broker, OpenStreams streams) {
        this.door = door;
        this.broker = broker;
        this.streams = streams;
    }

    /** The body is the payload; CloudEvents go to the subject of the path, whatever their type. */
    @POST
    @Path("subjects/{subject}")
    public Uni<Response> publish(@Context HttpServerRequest http) {
        return door.open(http, Set.of(Requirement.PARAMETER, REPLY), (request, caller) -> {
            Publishing publishing =
                    new Publishing(request, caller, broker.settings().requestTimeout());
            String subject = request.subject();
            String reply = request.parameter(REPLY);
            return body(request).flatMap(body -> {
                if (request.contentType().equals(CloudEvent.BATCH_TYPE)) {
                    return publishing.all(messages(EventJson.readBatch(body), event -> subject, reply));
                }
                return publishing.one(message(request, subject, reply, body));
            });
        });
    }

    /** Events in any mode; each goes to the subject that the template makes of it. */
    @POST
    @Path("events")
    public Uni<Response> publishEvents(@Context HttpServerRequest http) {
        return door.open(http, Set.of(Requirement.PARAMETER, SUBJECT), (request, caller) -> {
            Publishing publishing =
                    new Publishing(request, caller, broker.settings().requestTimeout());
            String template = request.parameter(SUBJECT);
            EventSubject subject = new EventSubject(template == null ? EventSubject.USUAL : template);
            return body(request).flatMap(body -> {
                List<CloudEvent> events = events(request, body);
                List<Message> messages = messages(events, subject::of, null);
                return request.contentType().equals(CloudEvent.BATCH_TYPE)
                        ? publishing.all(messages)
                        : publishing.one(messages.get(0));
            });
        });
    }

    /** Messages one after the other, acknowledged while they come. */
    @POST
    @Path("subjects")
    public Uni<Response> publishStream(@Context HttpServerRequest http) {
        return door.open(http, Set.of(Requirement.PARAMETER), (request, caller) -> {
            request.refuseEncodedBody();
            streams.checkRoom();
            String type = request.contentType();
            if (!EntryReader.MEDIA_TYPES.contains(type)) {
                throw Problem.of(
                                ProblemType.UNSUPPORTED_MEDIA_TYPE,
                                "a stream of messages is one of " + String.join(", ", EntryReader.MEDIA_TYPES))
                        .asException();
            }
            StreamFormat format = StreamFormat.of(request.accepted(StreamFormat.MEDIA_TYPES));
            PublishStream stream = new PublishStream(
                    caller,
                    Requirement.of(request),
                    EntryReader.of(type, limits()),
                    format,
                    request.loop(),
                    broker.settings().requestTimeout());
            return Uni.createFrom().item(new StreamedBody(request, stream.receipts(http), format).response());
        });
    }

    private Uni<byte[]> body(ApiRequest request) {
        request.refuseEncodedBody();
        // An event may be written in up to six times its bytes, and has attributes.
        int most = broker.settings().maxPayloadBytes();
        boolean isText = request.contentType().startsWith("application/cloudevents");
        return request.body(isText ? (int) Math.min(Integer.MAX_VALUE - 64L, 6L * most) : most);
    }

    private Message message(ApiRequest request, String subject, @Nullable String reply, byte[] body) {
        Map<String, List<String>> headers =
                HeaderMapping.ofRequest(request.http().headers());
        if (request.contentType().equals(CloudEvent.STRUCTURED_TYPE)) {
            return message(EventJson.readOne(body), subject, reply);
        }
        if (CloudEvent.isIn(headers)) {
            return message(CloudEvent.ofHeaders(headers, body), subject, reply);
        }
        return ValidMessage.of(subject, reply, headers, body, limits());
    }

    private static List<CloudEvent> events(ApiRequest request, byte[] body) {
        String type = request.contentType();
        if (type.equals(CloudEvent.STRUCTURED_TYPE)) {
            return List.of(EventJson.readOne(body));
        }
        if (type.equals(CloudEvent.BATCH_TYPE)) {
            return EventJson.readBatch(body);
        }
        Map<String, List<String>> headers =
                HeaderMapping.ofRequest(request.http().headers());
        if (!CloudEvent.isIn(headers)) {
            throw Problem.of(
                            ProblemType.INVALID_EVENT,
                            "this is no CloudEvent: there is no header ce-specversion, and the body is no "
                                    + CloudEvent.STRUCTURED_TYPE)
                    .asException();
        }
        return List.of(CloudEvent.ofHeaders(headers, body));
    }

    private List<Message> messages(
            List<CloudEvent> events, Function<CloudEvent, String> subject, @Nullable String reply) {
        return events.stream()
                .map(event -> message(event, subject.apply(event), reply))
                .toList();
    }

    private Message message(CloudEvent event, String subject, @Nullable String reply) {
        return ValidMessage.of(subject, reply, event.toHeaders().asMap(), event.data(), limits());
    }

    private MessageLimits limits() {
        return new MessageLimits(
                broker.settings().maxPayloadBytes(), broker.settings().maxSubjectBytes());
    }
}
