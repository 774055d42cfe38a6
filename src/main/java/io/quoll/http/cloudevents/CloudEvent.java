package io.quoll.http.cloudevents;

import io.quoll.http.problem.Problem;
import io.quoll.http.problem.ProblemException;
import io.quoll.http.problem.ProblemType;
import io.quoll.message.Headers;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One event of CloudEvents 1.0: its attributes as text, extensions among them, and its data. Valid as far as the
 * specification wants it: the four required attributes are there, and names are of lower-case letters and digits.
 */
public final class CloudEvent {

    /** The media types of structured mode and of batches. */
    public static final String STRUCTURED_TYPE = "application/cloudevents+json";

    public static final String BATCH_TYPE = "application/cloudevents-batch+json";

    /** In front of attributes in headers, in HTTP and in messages. */
    public static final String PREFIX = "ce-";

    static final String CONTENT_TYPE = "Content-Type";
    static final String DATA_CONTENT_TYPE = "datacontenttype";

    private static final String VERSION_HEADER = PREFIX + "specversion";
    private static final List<String> REQUIRED = List.of("specversion", "id", "source", "type");

    private final Map<String, String> attributes;
    private final byte[] data;

    /**
     * @throws ProblemException if it is no valid event
     */
    CloudEvent(Map<String, String> attributes, byte[] data) {
        this.attributes = attributes;
        this.data = data;
        for (String name : REQUIRED) {
            if (attributes.getOrDefault(name, "").isEmpty()) {
                throw invalid("the event lacks '" + name + "'");
            }
        }
        if (!"1.0".equals(attributes.get("specversion"))) {
            throw invalid("the event's specversion is not 1.0");
        }
        for (String name : attributes.keySet()) {
            if (!isName(name)) {
                throw invalid(
                        "'" + name + "' is no name of an attribute, which has lower-case letters and digits only");
            }
        }
    }

    private static boolean isName(String name) {
        return !name.isEmpty() && name.chars().allMatch(c -> c >= 'a' && c <= 'z' || c >= '0' && c <= '9');
    }

    static ProblemException invalid(String detail) {
        return Problem.of(ProblemType.INVALID_EVENT, detail).asException();
    }

    /** Whether headers, of HTTP or of a message, carry an event in binary mode. Case does not matter. */
    public static boolean isIn(Map<String, List<String>> headers) {
        return headers.keySet().stream().anyMatch(VERSION_HEADER::equalsIgnoreCase);
    }

    /**
     * The event that headers carry in binary mode.
     *
     * @throws ProblemException if it is no valid event
     */
    public static CloudEvent ofHeaders(Map<String, List<String>> headers, byte[] data) {
        Map<String, String> attributes = new LinkedHashMap<>();
        headers.forEach((name, values) -> {
            String lower = name.toLowerCase(Locale.ROOT);
            if (values.isEmpty()) {
                return;
            }
            if (lower.startsWith(PREFIX)) {
                attributes.put(lower.substring(PREFIX.length()), PercentText.decode(values.get(0)));
            } else if (lower.equals("content-type")) {
                attributes.put(DATA_CONTENT_TYPE, values.get(0));
            }
        });
        return new CloudEvent(attributes, data);
    }

    /** The headers of a message that carries the event in binary mode. */
    public Headers toHeaders() {
        Map<String, List<String>> headers = new LinkedHashMap<>();
        attributes.forEach((name, value) -> {
            if (name.equals(DATA_CONTENT_TYPE)) {
                headers.put(CONTENT_TYPE, List.of(value));
            } else {
                headers.put(PREFIX + name, List.of(PercentText.encode(value)));
            }
        });
        return Headers.of(headers);
    }

    public @Nullable String attribute(String name) {
        return attributes.get(name);
    }

    Map<String, String> attributes() {
        return attributes;
    }

    public byte[] data() {
        return data;
    }
}
