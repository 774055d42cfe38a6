package io.quoll.system;

import io.quoll.message.Message;
import io.smallrye.mutiny.Uni;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The form of an answer: who answers, and either what was asked for, nothing if only something was to be done, or what is wrong.
 *
 * <pre>
 *   {"server":{…},"data":{…}}      {"server":{…}}      {"server":{…},"error":{"code":400,"description":"…"}}
 * </pre>
 */
final class Answers {

    /** Answers a request after which something is done and nothing is to be shown. */
    static final byte[] DONE = {};

    private static final int BAD_REQUEST = 400;
    private static final int FAILED = 500;

    private final ServerFacts server;

    Answers(ServerFacts server) {
        this.server = server;
    }

    byte[] data(byte[] object) {
        String text = new String(object, StandardCharsets.UTF_8);
        return Json.object(json -> {
            server.write(json);
            if (!text.isEmpty()) {
                json.writeFieldName("data");
                json.writeRawValue(text);
            }
        });
    }

    byte[] data(Json.Fields fields) {
        return data(Json.object(fields));
    }

    byte[] error(int code, @Nullable String description) {
        return Json.object(json -> {
            server.write(json);
            json.writeObjectFieldStart("error");
            json.writeNumberField("code", code);
            Json.textIfGiven(json, "description", description);
            json.writeEndObject();
        });
    }

    /**
     * Answers a request that may name the servers it means; those that mean others get nothing, as do those without a reply
     * subject.
     *
     * @param handler gives the object to answer with, {@code null} for no answer
     */
    void answer(Message request, Consumer<byte[]> reply, Function<RequestOptions, @Nullable Uni<byte[]>> handler) {
        RequestOptions options;
        try {
            options = RequestOptions.parse(request.payload());
        } catch (IOException e) {
            reply.accept(error(BAD_REQUEST, "not a JSON object"));
            return;
        }
        if (!server.match(options)) {
            return;
        }
        Uni<byte[]> object;
        try {
            object = handler.apply(options);
        } catch (IllegalArgumentException e) {
            reply.accept(error(FAILED, e.getMessage()));
            return;
        }
        if (object != null) {
            object.subscribe()
                    .with(
                            found -> reply.accept(data(found)),
                            failure -> reply.accept(error(FAILED, failure.getMessage())));
        }
    }
}
