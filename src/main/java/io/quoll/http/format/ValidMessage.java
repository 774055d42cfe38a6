package io.quoll.http.format;

import io.quoll.http.problem.Problem;
import io.quoll.http.problem.ProblemException;
import io.quoll.http.problem.ProblemType;
import io.quoll.message.Headers;
import io.quoll.message.Message;
import io.quoll.subject.Subject;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The one gate through which parts from HTTP become a message: nothing invalid, too large or apt to break out passes. */
public final class ValidMessage {

    private ValidMessage() {}

    /** The message if all of it is valid; else the {@link ProblemException} says what is not. */
    public static Message of(
            String subject,
            @Nullable String reply,
            Map<String, List<String>> headers,
            byte[] payload,
            MessageLimits limits) {
        try {
            Subject.of(subject);
            if (reply != null) {
                Subject.of(reply);
            }
        } catch (IllegalArgumentException e) {
            throw problem(ProblemType.INVALID_SUBJECT, e);
        }
        if (subject.length() + (reply == null ? 0 : reply.length()) > limits.maxSubjectBytes()) {
            throw Problem.of(
                            ProblemType.INVALID_SUBJECT,
                            "the subject is longer than " + limits.maxSubjectBytes() + " bytes")
                    .asException();
        }
        Headers valid;
        try {
            valid = Headers.of(headers);
        } catch (IllegalArgumentException e) {
            throw problem(ProblemType.INVALID_HEADER, e);
        }
        int bytes = payload.length + (valid.isEmpty() ? 0 : valid.toBytes().length);
        if (bytes > limits.maxPayloadBytes()) {
            throw tooLarge(limits).asException();
        }
        return new Message(subject, reply, valid, payload);
    }

    public static Problem tooLarge(MessageLimits limits) {
        return Problem.of(
                ProblemType.PAYLOAD_TOO_LARGE,
                "headers and payload have more than " + limits.maxPayloadBytes() + " bytes together");
    }

    private static ProblemException problem(ProblemType type, IllegalArgumentException cause) {
        return Problem.of(type, String.valueOf(cause.getMessage())).asException();
    }
}
