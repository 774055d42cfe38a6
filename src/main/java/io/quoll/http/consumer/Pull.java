package io.quoll.http.consumer;

import io.quoll.http.ApiRequest;
import io.quoll.http.ApiSettings;
import io.quoll.http.format.JsonBuffer;
import io.quoll.message.Headers;
import io.quoll.message.Message;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a request asks of a consumer.
 *
 * @param expires how long to wait for messages, {@code null} for not at all
 */
record Pull(int batch, int maxBytes, @Nullable Duration expires) {

    private static final String BATCH = "batch";
    private static final String MAX_BYTES = "max_bytes";
    private static final String EXPIRES = "expires";
    private static final String NO_WAIT = "no_wait";
    static final Set<String> PARAMETERS = Set.of(BATCH, MAX_BYTES, EXPIRES, NO_WAIT);

    private static final int MOST_MESSAGES = 10_000;
    private static final Duration LONGEST = Duration.ofMinutes(10);

    /** What may wait for a reader at most has to hold everything that is fetched, with what stands beside payloads. */
    private static final int SHARE = 2;

    static Pull of(ApiRequest request, ApiSettings settings) {
        int most = settings.maxPendingBytes() / SHARE;
        boolean waits = request.word(NO_WAIT, List.of("false", "true")).equals("false");
        Duration given = request.duration(EXPIRES, LONGEST);
        if (given != null && !waits) {
            throw ApiRequest.bad(EXPIRES, "cannot stand beside " + NO_WAIT);
        }
        Duration expires = given == null ? settings.requestTimeout() : given;
        return new Pull(
                (int) request.number(BATCH, 1, 1, MOST_MESSAGES),
                (int) request.number(MAX_BYTES, most, 1, most),
                waits ? expires : null);
    }

    Message toMessage(ConsumerName consumer) {
        byte[] json = JsonBuffer.of(128, out -> {
                    out.writeStartObject();
                    out.writeNumberField(BATCH, batch);
                    out.writeNumberField(MAX_BYTES, maxBytes);
                    if (expires == null) {
                        out.writeBooleanField(NO_WAIT, true);
                    } else {
                        out.writeNumberField(EXPIRES, expires.toNanos());
                    }
                    out.writeEndObject();
                })
                .getBytes();
        return new Message(consumer.pullSubject(), null, Headers.NONE, json);
    }
}
