package io.quoll.http;

/** The body of a response that is written to the connection as fast as the client takes it, past Quarkus REST. */
public interface PacedBody {

    /** Begins to write. On the request's loop. */
    void begin(OpenStreams streams);
}
