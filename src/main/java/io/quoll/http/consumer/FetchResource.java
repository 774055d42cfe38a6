package io.quoll.http.consumer;

import io.quoll.http.ApiBroker;
import io.quoll.http.ApiRequest;
import io.quoll.http.Caller;
import io.quoll.http.Door;
import io.quoll.http.FirstThenRest;
import io.quoll.http.OpenStreams;
import io.quoll.http.QuietStream;
import io.quoll.http.StreamedBody;
import io.quoll.http.TimedStream;
import io.quoll.http.format.StreamFormat;
import io.quoll.jetstream.wire.ApiError;
import io.quoll.message.Message;
import io.quoll.message.MessageBatch;
import io.quoll.router.BatchTerms;
import io.quoll.subject.SubjectPattern;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.vertx.core.http.HttpServerRequest;
import jakarta.inject.Inject;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.Response;
import java.time.Duration;
import java.util.List;

/** Fetching from a consumer: as many messages as there are and are wanted, each with a token, then the end. */
@Path("/v1")
public final class FetchResource {

    /** A refusal comes at once; with the first message, or after this time, the response begins. */
    private static final Duration HEAD = Duration.ofSeconds(1);

    /** The consumer says when a pull is over; this is for one that has gone without a word. */
    private static final Duration GRACE = Duration.ofSeconds(5);

    /** As NATS has it, a consumer says nothing while only acknowledgements could make room, not even to who does not wait. */
    private static final Duration QUIET = Duration.ofSeconds(1);

    private final Door door;
    private final ApiBroker broker;
    private final OpenStreams streams;

    @Inject
    FetchResource(Door door, ApiBroker broker, OpenStreams streams) {
        this.door = door;
        this.broker = broker;
        this.streams = streams;
    }

    /** Waits until there is something, and ends when the batch is whole or the time is over. */
    @POST
    @Path("streams/{stream}/consumers/{consumer}/fetch")
    public Uni<Response> fetch(@Context HttpServerRequest http) {
        return door.open(http, Pull.PARAMETERS, (request, caller) -> {
            streams.checkRoom();
            ConsumerName consumer = ConsumerName.of(request, caller);
            Pull pull = Pull.of(request, broker.settings());
            StreamFormat format = StreamFormat.of(request.accepted(StreamFormat.MEDIA_TYPES));
            Message asking = caller.publishable(pull.toMessage(consumer));
            consumer.checkIsThere(broker, caller);
            return fetch(request, caller, pull, new Fetched(consumer, pull.batch()), asking, format);
        });
    }

    private Uni<Response> fetch(
            ApiRequest request, Caller caller, Pull pull, Fetched fetched, Message asking, StreamFormat format) {
        String inbox = caller.exchange().newInbox();
        BatchTerms terms = new BatchTerms(
                List.of(SubjectPattern.of(inbox)),
                null,
                0,
                broker.settings().maxPendingBytes(),
                BatchTerms.Overflow.END,
                null);
        Multi<MessageBatch> all = caller.exchange().subscribeInBatches(terms, request.loop());
        Multi<MessageBatch> answers = pull.expires() == null
                ? QuietStream.of(all, request, QUIET)
                : TimedStream.of(all, request, pull.expires().plus(GRACE));
        FirstThenRest<MessageBatch> messages = FirstThenRest.of(fetched.messages(answers));
        return caller.exchange()
                .publishAll(List.of(asking.withReply(inbox)), false)
                .emitOn(request.loop())
                .flatMap(receipt -> receipt.outcomes().get(0).receivers() == 0
                        ? Uni.createFrom().<Void>failure(ApiError.CONSUMER_NOT_FOUND.with())
                        : messages.first())
                .ifNoItem()
                .after(HEAD)
                .recoverWithUni(Uni.createFrom().voidItem())
                .emitOn(request.loop())
                .onFailure()
                .invoke(messages::cancel)
                .onCancellation()
                .invoke(messages::cancel)
                .map(ignored -> new StreamedBody(request, messages.all().map(format::messages), format).response());
    }
}
