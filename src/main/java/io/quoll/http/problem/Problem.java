package io.quoll.http.problem;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.Map;

/** One problem document: its type, what happened this time, and members of its own. Immutable. */
public final class Problem {

    public static final String MEDIA_TYPE = "application/problem+json";

    private static final JsonFactory JSON = new JsonFactory();

    private final ProblemType type;
    private final int status;
    private final int code;
    private final String detail;
    private final Map<String, String> members;

    private Problem(ProblemType type, int status, int code, String detail, Map<String, String> members) {
        this.type = type;
        this.status = status;
        this.code = code;
        this.detail = detail;
        this.members = members;
    }

    /**
     * @param detail a sentence for a person, about this occurrence
     */
    public static Problem of(ProblemType type, String detail) {
        return new Problem(type, type.status(), type.code(), detail, Map.of());
    }

    /** What a stream says, with the status and the code it gives. */
    public static Problem ofStream(int status, int code, String description) {
        int known = status >= 400 && status <= 599 ? status : ProblemType.STREAM_REFUSED.status();
        return new Problem(ProblemType.STREAM_REFUSED, known, code, description, Map.of());
    }

    /** The same with one more member. */
    public Problem with(String name, String value) {
        Map<String, String> more = new LinkedHashMap<>(members);
        more.put(name, value);
        return new Problem(type, status, code, detail, more);
    }

    /** To be thrown where the way out is an exception. */
    public ProblemException asException() {
        return new ProblemException(this);
    }

    public ProblemType type() {
        return type;
    }

    public int status() {
        return status;
    }

    /** That of the type, or of the stream's error. */
    public int code() {
        return code;
    }

    public String detail() {
        return detail;
    }

    /** The document. */
    public byte[] toJson() {
        ByteArrayOutputStream out = new ByteArrayOutputStream(256);
        try (JsonGenerator json = JSON.createGenerator(out)) {
            writeTo(json);
        } catch (IOException e) {
            throw new UncheckedIOException("JSON could not be written to memory", e);
        }
        return out.toByteArray();
    }

    /** The document inside another. */
    public void writeTo(JsonGenerator json) throws IOException {
        json.writeStartObject();
        json.writeStringField("type", type.uri());
        json.writeStringField("title", type.title());
        json.writeNumberField("status", status);
        json.writeNumberField("code", code);
        json.writeStringField("detail", detail);
        for (Map.Entry<String, String> member : members.entrySet()) {
            json.writeStringField(member.getKey(), member.getValue());
        }
        json.writeEndObject();
    }

    @Override
    public String toString() {
        return type + ": " + detail;
    }
}
