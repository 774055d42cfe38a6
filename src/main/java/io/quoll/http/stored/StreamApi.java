package io.quoll.http.stored;

import io.quoll.http.ApiRequest;
import io.quoll.http.Caller;
import io.quoll.http.problem.Problem;
import io.quoll.http.problem.ProblemException;
import io.quoll.http.problem.ProblemType;
import io.quoll.jetstream.wire.ApiError;
import io.quoll.message.Headers;
import io.quoll.message.Message;
import io.quoll.router.NoRespondersException;
import io.quoll.subject.Subject;
import io.smallrye.mutiny.Uni;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/**
 * Asks JetStream what its clients ask it under {@code $JS.API}, with the rights of one caller. What it refuses fails with a
 * problem that has its status and code. One a request, on the request's loop.
 */
public final class StreamApi {

    private static final String PREFIX = "$JS.API.";
    private static final byte[] NOTHING = {};

    private final ApiRequest request;
    private final Caller caller;
    private final Duration timeout;

    public StreamApi(ApiRequest request, Caller caller, Duration timeout) {
        this.request = request;
        this.caller = caller;
        this.timeout = timeout;
    }

    /**
     * @param operation what stands behind {@code $JS.API.}
     */
    public Uni<StreamAnswer> ask(String operation) {
        return ask(operation, NOTHING);
    }

    public Uni<StreamAnswer> ask(String operation, JsonObject body) {
        return ask(operation, body.encode().getBytes(StandardCharsets.UTF_8));
    }

    /** Makes a stream what the configuration says, whether it is there or not. */
    public Uni<Written> write(String stream, JsonObject config) {
        return ask("STREAM.UPDATE." + stream, config)
                .map(answer -> new Written(answer, false))
                .onFailure(failure -> isError(failure, ApiError.STREAM_NOT_FOUND))
                .recoverWithUni(() -> ask("STREAM.CREATE." + stream, config).map(answer -> new Written(answer, true)));
    }

    /**
     * What became of a stream.
     *
     * @param isNew whether there was none before
     */
    public record Written(StreamAnswer answer, boolean isNew) {}

    /** Whether this is what JetStream has refused something with. */
    public static boolean isError(Throwable failure, ApiError error) {
        return failure instanceof ProblemException known && known.problem().code() == error.errorCode();
    }

    private Uni<StreamAnswer> ask(String operation, byte[] body) {
        return send(operation, body)
                .onFailure(NoRespondersException.class)
                .transform(ignored -> notEnabled().asException())
                .map(answer -> StreamAnswer.read(answer.payload()));
    }

    /** A request that is answered with a message as it is; fails with {@link NoRespondersException} where nobody answers. */
    public Uni<Message> send(String operation, byte[] body) {
        Message message = new Message(subject(operation), null, Headers.NONE, body);
        return caller.exchange().request(caller.publishable(message), timeout).emitOn(request.loop());
    }

    public Caller caller() {
        return caller;
    }

    public ApiRequest request() {
        return request;
    }

    public Duration timeout() {
        return timeout;
    }

    private static String subject(String operation) {
        try {
            return Subject.of(PREFIX + operation).toString();
        } catch (IllegalArgumentException e) {
            throw Problem.of(ProblemType.INVALID_SUBJECT, String.valueOf(e.getMessage()))
                    .asException();
        }
    }

    private static Problem notEnabled() {
        ApiError error = ApiError.NOT_ENABLED_FOR_ACCOUNT;
        return Problem.ofStream(error.code(), error.errorCode(), error.description());
    }
}
