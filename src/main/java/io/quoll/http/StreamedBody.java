package io.quoll.http;

import io.quoll.http.format.StreamFormat;
import io.smallrye.mutiny.Multi;
import io.vertx.core.buffer.Buffer;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;

/**
 * The body of a response that is written as it comes, one chunk after the other, as fast as the client takes it.
 *
 * @param chunks what is written; a failure becomes the end of the stream
 * @param format what heartbeats and the end look like
 */
public record StreamedBody(ApiRequest request, Multi<Buffer> chunks, StreamFormat format) implements PacedBody {

    /** Tells nginx, and those who read its headers, to pass on what comes at once. */
    private static final String BUFFERING = "X-Accel-Buffering";

    @Override
    public void begin(OpenStreams streams) {
        streams.open(this);
    }

    public Response response() {
        return Response.ok(this)
                .type(format.contentType())
                .header(HttpHeaders.CACHE_CONTROL, "no-cache")
                .header(BUFFERING, "no")
                .build();
    }
}
