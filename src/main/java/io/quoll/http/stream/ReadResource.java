package io.quoll.http.stream;

import io.quoll.http.ApiRequest;
import io.quoll.http.Door;
import io.quoll.http.OpenStreams;
import io.quoll.http.StreamedBody;
import io.quoll.http.TimedStream;
import io.quoll.http.cloudevents.EventOfMessage;
import io.quoll.http.format.MessageJson;
import io.quoll.http.format.MessageText;
import io.quoll.http.format.StreamFormat;
import io.quoll.http.problem.Problem;
import io.quoll.http.problem.ProblemType;
import io.quoll.http.stored.StoredReadings;
import io.quoll.jetstream.reading.ReadingStart;
import io.quoll.jetstream.reading.ReadingTerms;
import io.quoll.jetstream.stream.Stream;
import io.quoll.message.MessageBatch;
import io.quoll.subject.SubjectPattern;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.vertx.core.http.HttpServerRequest;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.Response;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Reading a stream: its messages in order, from any place on, as a stream that can be taken up again where it was cut. */
@Path("/v1")
public final class ReadResource {

    private static final String FILTER = "filter";
    private static final String FOLLOW = "follow";
    private static final String MAX = "max";
    private static final String TIMEOUT = "timeout";
    private static final String AS = "as";

    private static final String MESSAGES = "messages";
    private static final String EVENTS = "cloudevents";
    private static final String TRUE = "true";
    private static final String FALSE = "false";

    private static final int MOST_FILTERS = 64;
    private static final Duration LONGEST = Duration.ofDays(1);

    private final Door door;
    private final OpenStreams streams;
    private final StoredReadings readings;

    @Inject
    ReadResource(Door door, OpenStreams streams, StoredReadings readings) {
        this.door = door;
        this.streams = streams;
        this.readings = readings;
    }

    /** The chosen format's messages have sequences, and Server-Sent Events have them as ids. */
    @GET
    @Path("streams/{stream}/messages")
    public Uni<Response> read(@Context HttpServerRequest http) {
        return door.open(http, Set.of(AskedStart.START, FILTER, FOLLOW, MAX, TIMEOUT, AS), (request, caller) -> {
            streams.checkRoom();
            String name = StreamPath.streamName(request);
            List<SubjectPattern> filters = filters(request);
            Stream stream = readings.readable(caller, name, filters);
            ReadingStart start = AskedStart.of(request);
            checkIsThere(stream, start);
            StreamFormat format = StreamFormat.of(request.accepted(StreamFormat.MEDIA_TYPES), text(request, name));
            ReadingTerms terms = new ReadingTerms(
                    start,
                    filters,
                    request.number(MAX, 0, 1, Long.MAX_VALUE),
                    request.word(FOLLOW, List.of(TRUE, FALSE)).equals(TRUE));
            Multi<MessageBatch> batches = readings.readings().read(stream, terms, request.loop());
            Duration timeout = request.duration(TIMEOUT, LONGEST);
            Multi<MessageBatch> bounded = timeout == null ? batches : TimedStream.of(batches, request, timeout);
            return Uni.createFrom().item(new StreamedBody(request, bounded.map(format::messages), format).response());
        });
    }

    /** A client that has read more than there is has read another stream, of the same name perhaps. */
    private static void checkIsThere(Stream stream, ReadingStart start) {
        if (start.kind() == ReadingStart.Kind.BEHIND) {
            long last = stream.committedSequence();
            if (Math.max(start.number(), start.snapshotEnd()) > last) {
                throw Problem.of(
                                ProblemType.UNKNOWN_PLACE,
                                "the stream ends at " + last + ", before what the client has read of it")
                        .asException();
            }
        }
    }

    private static MessageText text(ApiRequest request, String stream) {
        return request.word(AS, List.of(MESSAGES, EVENTS)).equals(EVENTS)
                ? EventOfMessage.ofStream(stream)
                : new MessageJson();
    }

    private static List<SubjectPattern> filters(ApiRequest request) {
        List<String> texts = request.parameters(FILTER);
        if (texts.size() > MOST_FILTERS) {
            throw ApiRequest.bad(FILTER, "must not be given more than " + MOST_FILTERS + " times");
        }
        List<SubjectPattern> filters = new ArrayList<>();
        for (String text : texts) {
            try {
                filters.add(SubjectPattern.of(text));
            } catch (IllegalArgumentException e) {
                throw Problem.of(ProblemType.INVALID_SUBJECT, String.valueOf(e.getMessage()))
                        .asException();
            }
        }
        return filters;
    }
}
