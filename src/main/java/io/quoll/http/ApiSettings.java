package io.quoll.http;

import java.time.Duration;
import java.util.List;

/** The limits and times of the HTTP API. */
public interface ApiSettings {

    /** The address to listen on. */
    String host();

    /** The port to listen on, -1 for any free one, 0 for no API. */
    int port();

    /** Whether monitoring listens on that port already, and the API is served there. */
    boolean sharesMonitoring();

    /** How many event loops serve HTTP. */
    int loops();

    int maxPayloadBytes();

    /** The most bytes of a subject and a reply subject together. */
    int maxSubjectBytes();

    /** What may wait for the reader of a stream. */
    int maxPendingBytes();

    /** How many streams may be open. */
    int maxStreams();

    /** Origins of pages that may use the API, or a star for all. */
    List<String> allowedOrigins();

    /** How many requests of one account may be underway. */
    int accountRequests();

    /** How many requests a second an account may make, 0 for any number. */
    int accountRate();

    Duration heartbeat();

    /** How long to wait for replies where a request does not say. */
    Duration requestTimeout();
}
