package io.quoll.http;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.quoll.http.problem.Problem;
import io.quoll.http.problem.ProblemType;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * What a stream said about one message.
 *
 * @param refusal why it was refused, {@code null} if it was stored
 */
public record PubAck(
        String stream,
        long sequence,
        boolean isDuplicate,
        @Nullable Problem refusal) {

    private static final JsonFactory JSON = new JsonFactory();

    /** An answer that cannot be read is a refusal, since nobody knows what became of the message. */
    public static PubAck read(byte[] answer) {
        try (JsonParser json = JSON.createParser(answer)) {
            return read(json);
        } catch (IOException e) {
            return new PubAck(
                    "",
                    0,
                    false,
                    Problem.of(ProblemType.INTERNAL_ERROR, "the acknowledgement cannot be read: " + e.getMessage()));
        }
    }

    private static PubAck read(JsonParser json) throws IOException {
        String stream = "";
        long sequence = 0;
        boolean duplicate = false;
        Problem refusal = null;
        json.nextToken();
        while (json.nextToken() == JsonToken.FIELD_NAME) {
            String name = json.currentName();
            json.nextToken();
            switch (name) {
                case "stream" -> stream = json.getText();
                case "seq" -> sequence = json.getLongValue();
                case "duplicate" -> duplicate = json.getBooleanValue();
                case "error" -> refusal = error(json);
                default -> json.skipChildren();
            }
        }
        return new PubAck(stream, sequence, duplicate, refusal);
    }

    /** The stream, the sequence and whether it was there already, as fields. */
    void writeTo(JsonGenerator json) throws IOException {
        json.writeStringField("stream", stream);
        json.writeNumberField("seq", sequence);
        if (isDuplicate) {
            json.writeBooleanField("duplicate", true);
        }
    }

    private static Problem error(JsonParser json) throws IOException {
        int status = 0;
        int code = 0;
        String description = "";
        while (json.nextToken() == JsonToken.FIELD_NAME) {
            String name = json.currentName();
            json.nextToken();
            switch (name) {
                case "code" -> status = json.getIntValue();
                case "err_code" -> code = json.getIntValue();
                case "description" -> description = json.getText();
                default -> json.skipChildren();
            }
        }
        return Problem.ofStream(status, code, description);
    }
}
