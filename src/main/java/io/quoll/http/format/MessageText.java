package io.quoll.http.format;

import com.fasterxml.jackson.core.JsonGenerator;
import io.quoll.message.MessageBatch;
import java.io.IOException;

/** How one message becomes a JSON object, without a line break in it. */
public interface MessageText {

    /** Writes the message that the batch is at. */
    void write(JsonGenerator json, MessageBatch batch) throws IOException;
}
