package io.quoll.jetstream.consumer;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a consumer's metadata says of being delivered over HTTP: to which endpoint of the operator's, in which form, and how many
 * messages at once. It names the endpoint only; where that is and by what secret it is reached is the operator's affair.
 *
 * @param batch the most messages of one request
 */
public record PushMetadata(String endpoint, Format format, int batch) {

    /** How a message looks to the endpoint. */
    public enum Format {
        RAW,
        CLOUDEVENTS
    }

    static final String ENDPOINT = "io.quoll.push.endpoint";
    static final String FORMAT = "io.quoll.push.format";
    static final String BATCH = "io.quoll.push.batch";

    private static final int MOST = 100;
    private static final List<String> FORMATS = List.of("raw", "cloudevents");

    /** What it says, {@code null} if nothing. */
    public static @Nullable PushMetadata of(ConsumerConfig config) {
        Map<String, String> metadata = config.metadata();
        String endpoint = metadata.getOrDefault(ENDPOINT, "");
        if (endpoint.isEmpty()) {
            return null;
        }
        Format format = metadata.getOrDefault(FORMAT, "").equals(FORMATS.get(1)) ? Format.CLOUDEVENTS : Format.RAW;
        return new PushMetadata(endpoint, format, Math.max(1, batch(metadata)));
    }

    /** What is wrong with it; null if nothing is. */
    static @Nullable String fault(ConsumerConfigDraft draft) {
        Map<String, String> metadata = draft.metadata;
        if (metadata.getOrDefault(ENDPOINT, "").isEmpty()) {
            return null;
        }
        if (!draft.deliverSubject.isEmpty()) {
            return "push endpoint requires a pull consumer";
        }
        if (draft.ackPolicy != AckPolicy.EXPLICIT) {
            return "push endpoint requires explicit ack policy";
        }
        if (!FORMATS.contains(metadata.getOrDefault(FORMAT, FORMATS.get(0)))) {
            return "push format must be raw or cloudevents";
        }
        return batch(metadata) < 1 ? "push batch must be between 1 and " + MOST : null;
    }

    /** Less than 1 if it is none. */
    private static int batch(Map<String, String> metadata) {
        try {
            int batch = Integer.parseInt(metadata.getOrDefault(BATCH, "1"));
            return batch <= MOST ? batch : 0;
        } catch (NumberFormatException e) {
            return 0;
        }
    }
}
