package io.quoll.jetstream.api;

import io.quoll.jetstream.stream.Stream;
import io.quoll.jetstream.wire.ApiError;
import io.quoll.jetstream.wire.ApiException;
import io.quoll.jetstream.wire.HeaderBlock;
import io.quoll.jetstream.wire.JsonInput;
import io.quoll.jetstream.wire.JsonOutput;
import io.quoll.router.PublishBatch;
import io.quoll.storage.StorageException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.Consumer;

/**
 * A request of a client, on its way to an answer. Belongs to one executor at a time. Answered once, with its type and what there
 * is to say, or with an error.
 */
public final class ApiRequest {

    private static final Logger LOG = System.getLogger(ApiRequest.class.getName());
    private static final String TYPE_PREFIX = "io.nats.jetstream.api.v1.";

    private final AccountStreams account;
    private final int lane;
    private final String subject;
    private final List<String> tokens;
    private final byte[] reply;
    private final byte[] headers;
    private final byte[] payload;
    private String type = "system";

    ApiRequest(AccountStreams account, int lane, String subject, byte[] reply, byte[] headers, byte[] payload) {
        this.account = account;
        this.lane = lane;
        this.subject = subject;
        this.tokens = List.of(subject.split("\\.", -1));
        this.reply = reply;
        this.headers = headers;
        this.payload = payload;
    }

    public AccountStreams account() {
        return account;
    }

    /** The lane the request came from, where its answers go. */
    public int lane() {
        return lane;
    }

    public String subject() {
        return subject;
    }

    /** A token of the subject; {@code $JS} is the one of number 0, {@code API} that of number 1. */
    public String token(int index) {
        return tokens.get(index);
    }

    public int tokenCount() {
        return tokens.size();
    }

    public byte[] reply() {
        return reply;
    }

    public byte[] headers() {
        return headers;
    }

    public byte[] payload() {
        return payload;
    }

    /** Whether there is nothing in it, be it as an empty object. */
    public boolean isEmpty() {
        String text = new String(payload, StandardCharsets.UTF_8).strip();
        return text.isEmpty() || text.equals("{}") || text.equals("[]") || text.equals("null");
    }

    public void requireEmpty() {
        if (!isEmpty()) {
            throw ApiError.NOT_EMPTY_REQUEST.with();
        }
    }

    /** Reads the payload as an object. */
    public void read(String owner, JsonInput.Fields fields) {
        if (payload.length > 0) {
            JsonInput.object(payload, owner, account.settings().strict(), fields);
        }
    }

    /** Reads the payload if it is an object or an array at all. */
    public void readIfAny(String owner, JsonInput.Fields fields) {
        if (JsonInput.isObjectOrArray(payload)) {
            read(owner, fields);
        }
    }

    /** The stream whose name is the token of that number. */
    public Stream stream(int token) {
        Stream stream = account.stream(tokens.get(token));
        if (stream == null) {
            throw ApiError.STREAM_NOT_FOUND.with();
        }
        return stream;
    }

    /** Goes on with the request on the stream's executor. */
    public void on(Stream stream, Runnable handling) {
        stream.execute(() -> attempt(() -> {
            if (stream.isClosed()) {
                throw ApiError.STREAM_NOT_FOUND.with();
            }
            handling.run();
        }));
    }

    void handle(EndpointTable.Row row) {
        type = row.type();
        attempt(() -> row.endpoint().handle(this));
    }

    /** Does something for the request; what goes wrong is its answer. */
    public void attempt(Runnable handling) {
        try {
            handling.run();
        } catch (ApiException e) {
            refuse(e);
        } catch (StorageException e) {
            LOG.log(Level.ERROR, "a request could not be done: " + subject, e);
            refuse(ApiError.STREAM_GENERAL.with(e.getMessage()));
        } catch (RuntimeException e) {
            LOG.log(Level.ERROR, "a request failed: " + subject, e);
            refuse(ApiError.STREAM_GENERAL.with("internal error"));
        }
    }

    /** Answers with these fields behind the type. */
    public void answer(Consumer<JsonOutput> fields) {
        send(answerText(type, fields));
    }

    static byte[] answerText(String type, Consumer<JsonOutput> fields) {
        return JsonOutput.object(o -> {
            o.text("type", TYPE_PREFIX + type + "_response");
            fields.accept(o);
        });
    }

    public void refuse(ApiException why) {
        account.statistics().countError();
        answer(why::writeTo);
    }

    /** Answers when all that the stream did so far is as durable as it promises. On the stream's executor. */
    public void answerWhenDurable(Stream stream, Consumer<JsonOutput> fields) {
        byte[] text = answerText(type, fields);
        stream.afterCommit(() -> send(text));
    }

    private void send(byte[] answer) {
        if (reply.length > 0) {
            PublishBatch batch = account.batches().borrow();
            batch.add(reply, HeaderBlock.NONE, HeaderBlock.NONE, answer);
            batch.submit(account.router(), lane);
        }
        account.advisories().onRequest(this, answer);
    }
}
