package io.quoll.http;

import io.quoll.http.problem.Problem;
import io.quoll.http.problem.ProblemType;
import io.quoll.message.Message;
import io.quoll.router.Published;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What must take a message that is published, and else is a problem. */
enum Requirement {
    NOTHING,
    RECEIVER,
    STREAM;

    /** The parameter that says which. */
    static final String PARAMETER = "require";

    private static final List<String> WORDS = List.of("nothing", "receiver", "stream");

    static Requirement of(ApiRequest request) {
        return valueOf(request.word(PARAMETER, WORDS).toUpperCase(Locale.ROOT));
    }

    /** Whether a message that no stream would take is not published at all. */
    boolean publishesToStreamsOnly() {
        return this == STREAM;
    }

    /** Why a message was not taken as it had to be, {@code null} if it was. */
    @Nullable
    Problem refusalOf(Published outcome) {
        Message acknowledgement = outcome.acknowledgement();
        if (acknowledgement != null) {
            return PubAck.read(acknowledgement.payload()).refusal();
        }
        return switch (this) {
            case NOTHING -> null;
            case STREAM -> Problem.of(ProblemType.NO_STREAM, "no stream takes this subject");
            case RECEIVER ->
                outcome.receivers() == 0
                        ? Problem.of(ProblemType.NO_RECEIVERS, "nobody was there to receive it")
                        : null;
        };
    }
}
