package io.quoll.http.stored;

import io.quoll.http.problem.Problem;
import io.quoll.http.problem.ProblemException;
import io.quoll.http.problem.ProblemType;
import io.quoll.jetstream.wire.ApiError;
import io.quoll.message.Headers;
import io.quoll.message.Message;
import io.quoll.router.NoRespondersException;
import io.smallrye.mutiny.Uni;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Finds single messages as they are: past the stream's writer where the stream allows that, as those of keys and objects do,
 * else by the request that everyone answers. On the request's loop.
 */
public final class StoredLookup {

    private static final String DIRECT = "DIRECT.GET.";
    private static final int FIRST_ERROR = 400;
    private static final String SUBJECT = "Nats-Subject";
    private static final String SEQUENCE = "Nats-Sequence";
    private static final String TIME = "Nats-Time-Stamp";
    private static final List<String> OF_ANSWER = List.of("Nats-Stream", SUBJECT, SEQUENCE, TIME);

    private final StreamApi api;
    private final String stream;

    public StoredLookup(StreamApi api, String stream) {
        this.api = api;
        this.stream = stream;
    }

    /** The last message of a subject; fails with 404 where there is none. */
    public Uni<StoredMessage> last(String subject) {
        return api.send(DIRECT + stream + "." + subject, new byte[0])
                .map(StoredLookup::direct)
                .onFailure(NoRespondersException.class)
                .recoverWithUni(() -> slowly(new JsonObject().put("last_by_subj", subject)));
    }

    /** The message of a sequence; fails with 404 where there is none. */
    public Uni<StoredMessage> at(long sequence) {
        JsonObject asked = new JsonObject().put("seq", sequence);
        return api.send(DIRECT + stream, asked.encode().getBytes(StandardCharsets.UTF_8))
                .map(StoredLookup::direct)
                .onFailure(NoRespondersException.class)
                .recoverWithUni(() -> slowly(asked));
    }

    /** Whether nothing was found, for whichever reason. */
    public static boolean isNotFound(Throwable failure) {
        return failure instanceof ProblemException known
                && known.problem().status() == ApiError.STREAM_NOT_FOUND.code();
    }

    private static StoredMessage direct(Message answer) {
        Headers headers = answer.headers();
        if (headers.status() == ApiError.NO_MESSAGE_FOUND.code()) {
            ApiError error = ApiError.NO_MESSAGE_FOUND;
            throw Problem.ofStream(error.code(), error.errorCode(), error.description())
                    .asException();
        }
        if (headers.status() >= FIRST_ERROR) {
            throw Problem.ofStream(headers.status(), ApiError.BAD_REQUEST.errorCode(), headers.description())
                    .asException();
        }
        try {
            Map<String, List<String>> own = new LinkedHashMap<>(headers.asMap());
            OF_ANSWER.forEach(own::remove);
            return new StoredMessage(
                    Long.parseLong(String.valueOf(headers.first(SEQUENCE))),
                    time(String.valueOf(headers.first(TIME))),
                    new Message(String.valueOf(headers.first(SUBJECT)), null, Headers.of(own), answer.payload()));
        } catch (IllegalArgumentException | DateTimeException e) {
            throw unreadable(e);
        }
    }

    private Uni<StoredMessage> slowly(JsonObject asked) {
        return api.ask("STREAM.MSG.GET." + stream, asked)
                .map(answer -> read(answer.json().getJsonObject("message")));
    }

    private static StoredMessage read(JsonObject found) {
        try {
            byte[] headers = decoded(found.getString("hdrs"));
            return new StoredMessage(
                    found.getLong("seq"),
                    time(found.getString("time")),
                    new Message(
                            found.getString("subject"),
                            null,
                            headers.length == 0 ? Headers.NONE : Headers.parse(headers),
                            decoded(found.getString("data"))));
        } catch (IllegalArgumentException | DateTimeException e) {
            throw unreadable(e);
        }
    }

    private static byte[] decoded(@Nullable String base64) {
        return base64 == null ? new byte[0] : Base64.getDecoder().decode(base64);
    }

    private static Instant time(String text) {
        return OffsetDateTime.parse(text).toInstant();
    }

    private static ProblemException unreadable(RuntimeException cause) {
        return Problem.of(ProblemType.INTERNAL_ERROR, "a stored message cannot be read: " + cause.getMessage())
                .asException();
    }
}
