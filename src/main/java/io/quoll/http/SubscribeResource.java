package io.quoll.http;

import io.quoll.http.cloudevents.EventOfMessage;
import io.quoll.http.format.MessageJson;
import io.quoll.http.format.MessageText;
import io.quoll.http.format.StreamFormat;
import io.quoll.http.problem.Problem;
import io.quoll.http.problem.ProblemType;
import io.quoll.message.MessageBatch;
import io.quoll.router.BatchTerms;
import io.quoll.subject.SubjectPattern;
import io.quoll.subject.SubjectSyntax;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.vertx.core.http.HttpServerRequest;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.Response;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Subscribing: the messages whose subjects match, from now on, as a stream. */
@Path("/v1")
public final class SubscribeResource {

    private static final String ALSO = "also";
    private static final String QUEUE = "queue";
    private static final String MAX = "max";
    private static final String TIMEOUT = "timeout";
    private static final String SLOW = "slow";
    private static final String PENDING = "pending";
    private static final String AS = "as";

    private static final String END = "end";
    private static final String DROP = "drop";
    private static final String MESSAGES = "messages";
    private static final String EVENTS = "cloudevents";

    private static final int MOST_PATTERNS = 64;
    private static final int LEAST_PENDING = 4096;
    private static final Duration LONGEST = Duration.ofDays(1);

    private final Door door;
    private final ApiBroker broker;
    private final OpenStreams streams;

    @Inject
    SubscribeResource(Door door, ApiBroker broker, OpenStreams streams) {
        this.door = door;
        this.broker = broker;
        this.streams = streams;
    }

    @GET
    @Path("subjects/{pattern}")
    public Uni<Response> subscribe(@Context HttpServerRequest http) {
        return door.open(http, Set.of(ALSO, QUEUE, MAX, TIMEOUT, SLOW, PENDING, AS), (request, caller) -> {
            streams.checkRoom();
            String queue = queue(request);
            List<SubjectPattern> patterns = patterns(request);
            patterns.forEach(one -> caller.checkSubscribe(one, queue));
            StreamFormat format = StreamFormat.of(request.accepted(StreamFormat.MEDIA_TYPES), text(request));
            Multi<MessageBatch> batches =
                    caller.exchange().subscribeInBatches(terms(request, caller, patterns, queue), request.loop());
            Duration timeout = request.duration(TIMEOUT, LONGEST);
            Multi<MessageBatch> bounded = timeout == null ? batches : TimedStream.of(batches, request, timeout);
            return Uni.createFrom().item(new StreamedBody(request, bounded.map(format::messages), format).response());
        });
    }

    private static MessageText text(ApiRequest request) {
        return request.word(AS, List.of(MESSAGES, EVENTS)).equals(EVENTS)
                ? new EventOfMessage(InstantSource.system())
                : new MessageJson();
    }

    private BatchTerms terms(ApiRequest request, Caller caller, List<SubjectPattern> patterns, @Nullable String queue) {
        int most = broker.settings().maxPendingBytes();
        boolean drops = request.word(SLOW, List.of(END, DROP)).equals(DROP);
        return new BatchTerms(
                patterns,
                queue,
                request.number(MAX, 0, 1, Long.MAX_VALUE),
                request.number(PENDING, most, Math.min(LEAST_PENDING, most), most),
                drops ? BatchTerms.Overflow.DROP_OLDEST : BatchTerms.Overflow.END,
                caller.filter(patterns, queue));
    }

    private static @Nullable String queue(ApiRequest request) {
        String queue = request.parameter(QUEUE);
        if (queue != null && !SubjectSyntax.isValidQueueName(queue.getBytes(StandardCharsets.UTF_8))) {
            throw ApiRequest.bad(QUEUE, "must not have white space");
        }
        return queue;
    }

    private List<SubjectPattern> patterns(ApiRequest request) {
        List<String> texts = new ArrayList<>();
        texts.add(request.subject());
        texts.addAll(request.parameters(ALSO));
        if (texts.size() > MOST_PATTERNS) {
            throw ApiRequest.bad(ALSO, "must not be given more than " + (MOST_PATTERNS - 1) + " times");
        }
        List<SubjectPattern> patterns = new ArrayList<>();
        for (String text : texts) {
            SubjectPattern pattern = pattern(text);
            for (SubjectPattern other : patterns) {
                if (SubjectSyntax.overlaps(pattern.bytes(), other.bytes())) {
                    throw Problem.of(
                                    ProblemType.OVERLAPPING_PATTERNS,
                                    "'" + other + "' and '" + pattern + "' match some of the same subjects")
                            .asException();
                }
            }
            patterns.add(pattern);
        }
        return patterns;
    }

    private static SubjectPattern pattern(String text) {
        try {
            return SubjectPattern.of(text);
        } catch (IllegalArgumentException e) {
            throw Problem.of(ProblemType.INVALID_SUBJECT, String.valueOf(e.getMessage()))
                    .asException();
        }
    }
}
