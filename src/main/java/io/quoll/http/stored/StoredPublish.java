package io.quoll.http.stored;

import io.quoll.http.PubAck;
import io.quoll.http.problem.Problem;
import io.quoll.http.problem.ProblemException;
import io.quoll.jetstream.wire.ApiError;
import io.quoll.message.Message;
import io.smallrye.mutiny.Uni;
import java.util.List;

/** Publishes what a stream is to store, and nothing that no stream takes. On the request's loop. */
public final class StoredPublish {

    private final StreamApi api;

    public StoredPublish(StreamApi api) {
        this.api = api;
    }

    /** The sequence, once the message is as durable as the stream promises. Fails with what the stream says against it. */
    public Uni<Long> publish(Message message) {
        Message permitted = api.caller().publishable(message);
        return api.caller()
                .exchange()
                .publishAll(List.of(permitted), true)
                .ifNoItem()
                .after(api.timeout())
                .fail()
                .emitOn(api.request().loop())
                .map(receipt -> {
                    Message acknowledgement = receipt.outcomes().get(0).acknowledgement();
                    if (acknowledgement == null) {
                        throw notFound();
                    }
                    PubAck said = PubAck.read(acknowledgement.payload());
                    Problem refusal = said.refusal();
                    if (refusal != null) {
                        throw refusal.asException();
                    }
                    return said.sequence();
                });
    }

    private static ProblemException notFound() {
        ApiError error = ApiError.STREAM_NOT_FOUND;
        return Problem.ofStream(error.code(), error.errorCode(), error.description())
                .asException();
    }
}
