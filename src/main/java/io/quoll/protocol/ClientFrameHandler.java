package io.quoll.protocol;

import io.quoll.message.Publication;
import org.jspecify.annotations.Nullable;

/**
 * Hears what {@link FrameDecoder} found, one call per operation, in the order of the bytes and on the thread that decodes.
 * Arrays are the handler's to keep; a {@link Publication} is valid only during its call.
 */
public interface ClientFrameHandler {

    /** The JSON text behind CONNECT, not yet judged. */
    void onConnect(byte[] json);

    void onPublish(Publication publication);

    /** A subject as written, not yet judged. */
    void onSubscribe(byte[] subject, byte @Nullable [] queue, byte[] sid);

    /** The most messages to deliver in all before the subscription ends; 0 or less means at once. */
    void onUnsubscribe(byte[] sid, long max);

    void onPing();

    void onPong();

    /** The bytes cannot be understood or break a limit; nothing more is decoded if the error closes the connection. */
    void onProtocolError(ProtocolError error, String detail);
}
