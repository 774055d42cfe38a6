package io.quoll.http.format;

import io.quoll.http.problem.Problem;
import io.quoll.message.MessageBatch;
import io.vertx.core.buffer.Buffer;
import java.util.List;

/** How a stream of messages is written. Stateless; any thread may use it. */
public interface StreamFormat {

    String NDJSON_TYPE = "application/x-ndjson";
    String SSE_TYPE = "text/event-stream";
    String FRAMES_TYPE = "application/vnd.quoll.frames";

    /** The media types of streams, the one that is used when a client takes any of them first. */
    List<String> MEDIA_TYPES = List.of(NDJSON_TYPE, SSE_TYPE, FRAMES_TYPE);

    /** The format of one of {@link #MEDIA_TYPES}. */
    static StreamFormat of(String mediaType, MessageText text) {
        return switch (mediaType) {
            case NDJSON_TYPE -> new JsonLines(text);
            case SSE_TYPE -> new ServerSentEvents(text);
            case FRAMES_TYPE -> new BinaryFrames();
            default -> throw new IllegalArgumentException(mediaType);
        };
    }

    /** The format of one of {@link #MEDIA_TYPES} with messages as they are. */
    static StreamFormat of(String mediaType) {
        return of(mediaType, new MessageJson());
    }

    /** What goes into the header {@code Content-Type}. */
    String contentType();

    /** What is sent first, so that a client sees that the stream has begun; possibly nothing. */
    Buffer opening();

    /** All messages of the batch, with a notice of what is missing before it. */
    Buffer messages(MessageBatch batch);

    /** What was acknowledged or refused, as JSON. */
    Buffer receipt(byte[] json);

    /** A sign of life. */
    Buffer heartbeat();

    /** Why the stream ends before the client wanted it to. */
    Buffer end(Problem reason);
}
