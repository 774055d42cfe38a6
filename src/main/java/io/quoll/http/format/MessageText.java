package io.quoll.http.format;

import io.quoll.message.MessageBatch;

/** How one message becomes a JSON object, without a line break in it. */
public interface MessageText {

    /** Writes the message that the batch is at. */
    void write(JsonBuffer json, MessageBatch batch);
}
