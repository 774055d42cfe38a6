package io.quoll.http.object;

import io.quoll.http.ApiRequest;
import io.quoll.http.OpenStreams;
import io.quoll.http.PacedBody;
import io.smallrye.mutiny.Multi;
import io.vertx.core.buffer.Buffer;

/** So many bytes of an object, written as they come, as fast as the client takes them. */
record ObjectBody(ApiRequest request, Multi<Buffer> bytes, long length) implements PacedBody {

    @Override
    public void begin(OpenStreams streams) {
        new ObjectAnswer(this).begin();
    }
}
