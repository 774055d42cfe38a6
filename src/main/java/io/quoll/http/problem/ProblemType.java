package io.quoll.http.problem;

import java.util.Locale;

/**
 * Everything that can go wrong over HTTP, each with the status, the code and the title it always has. Codes and URIs are part
 * of the API: they are never given to anything else.
 */
public enum ProblemType {
    INVALID_SUBJECT(400, 20001, "Invalid subject"),
    INVALID_PARAMETER(400, 20002, "Invalid parameter"),
    INVALID_HEADER(400, 20003, "Invalid header"),
    INVALID_BODY(400, 20004, "Invalid body"),
    INVALID_EVENT(400, 20005, "Invalid CloudEvent"),
    OVERLAPPING_PATTERNS(400, 20006, "Patterns overlap"),
    BAD_REQUEST(400, 20007, "Bad request"),
    INVALID_TOKEN(400, 20030, "Invalid token"),
    /** Its status and code are those of the stream's error. */
    STREAM_REFUSED(400, 20008, "Refused by the stream"),
    UNAUTHORIZED(401, 20010, "Authentication required"),
    FORBIDDEN(403, 20011, "Not permitted"),
    NOT_FOUND(404, 20012, "Not found"),
    METHOD_NOT_ALLOWED(405, 20013, "Method not allowed"),
    NOT_ACCEPTABLE(406, 20014, "Not acceptable"),
    BODY_TIMEOUT(408, 20015, "Body came too slowly"),
    UNKNOWN_PLACE(409, 20028, "Unknown place"),
    CONSUMER_REFUSED(409, 20029, "Refused by the consumer"),
    PAYLOAD_TOO_LARGE(413, 20016, "Payload too large"),
    URI_TOO_LONG(414, 20031, "Request line too long"),
    UNSUPPORTED_MEDIA_TYPE(415, 20017, "Unsupported media type"),
    RANGE_NOT_SATISFIABLE(416, 20019, "Range not satisfiable"),
    TOO_MANY_REQUESTS(429, 20018, "Too many requests"),
    HEADERS_TOO_LARGE(431, 20032, "Headers too large"),
    INTERNAL_ERROR(500, 20020, "Internal error"),
    NO_RESPONDERS(503, 20021, "No responders"),
    NO_RECEIVERS(503, 20022, "No receivers"),
    NO_STREAM(503, 20023, "No stream"),
    SHUTTING_DOWN(503, 20024, "Server is leaving"),
    TOO_MANY_STREAMS(503, 20025, "Too many streams"),
    SLOW_READER(503, 20026, "Reader too slow"),
    TIMEOUT(504, 20027, "Time-out");

    private static final String PREFIX = "urn:quoll:problem:";

    private final int status;
    private final int code;
    private final String title;

    ProblemType(int status, int code, String title) {
        this.status = status;
        this.code = code;
        this.title = title;
    }

    public int status() {
        return status;
    }

    public int code() {
        return code;
    }

    public String title() {
        return title;
    }

    /** What tells this type from others, for programs. */
    public String uri() {
        return PREFIX + name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
