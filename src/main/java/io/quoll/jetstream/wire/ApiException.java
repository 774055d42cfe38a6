package io.quoll.jetstream.wire;

/** A request or a publication was refused. Carries no stack trace: nothing is wrong with the server. */
public final class ApiException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final ApiError error;

    ApiException(ApiError error, String description) {
        super(description, null, false, false);
        this.error = error;
    }

    public ApiError error() {
        return error;
    }

    /** The text for the client. */
    public String description() {
        return String.valueOf(getMessage());
    }

    /** Writes the {@code error} field of an answer. */
    public void writeTo(JsonOutput out) {
        out.object("error", e -> e.number("code", error.code())
                .number("err_code", error.errorCode())
                .text("description", description()));
    }
}
