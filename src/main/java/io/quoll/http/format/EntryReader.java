package io.quoll.http.format;

import io.vertx.core.buffer.Buffer;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Takes messages out of the body of a streaming publish as it comes in. One a request, used by one thread at a time; keeps
 * what has not come whole, up to one message of the largest size.
 */
public interface EntryReader {

    /** The media types it reads, the usual one first. */
    List<String> MEDIA_TYPES = List.of(StreamFormat.NDJSON_TYPE, StreamFormat.FRAMES_TYPE);

    static EntryReader of(String mediaType, MessageLimits limits) {
        return mediaType.equals(StreamFormat.FRAMES_TYPE) ? new FrameReader(limits) : new LineReader(limits);
    }

    /** The messages that these bytes make whole, in order. */
    List<Entry> read(Buffer bytes);

    /** What is left when the body has ended, {@code null} if nothing is. */
    @Nullable
    Entry end();
}
