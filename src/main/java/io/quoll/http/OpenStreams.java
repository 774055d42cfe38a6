package io.quoll.http;

import io.quoll.http.problem.Problem;
import io.quoll.http.problem.ProblemType;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The streams that are being written at this moment, of which there are at most {@link ApiSettings#maxStreams} and a few that
 * are just about to begin. Any thread.
 */
@Singleton
public final class OpenStreams {

    private final ApiBroker broker;
    private final Set<StreamedAnswer> open = ConcurrentHashMap.newKeySet();
    private volatile boolean leaving;

    @Inject
    OpenStreams(ApiBroker broker) {
        this.broker = broker;
    }

    /** Ends the request if there are too many streams, or the server is about to leave. */
    public void checkRoom() {
        if (leaving) {
            throw leavingNow().asException();
        }
        int most = broker.settings().maxStreams();
        if (open.size() >= most) {
            throw Problem.of(ProblemType.TOO_MANY_STREAMS, "there are " + most + " streams already")
                    .asException();
        }
    }

    /** Begins to write. */
    void open(StreamedBody body) {
        StreamedAnswer answer = new StreamedAnswer(body, broker.settings().heartbeat());
        open.add(answer);
        answer.begin(body.chunks(), () -> open.remove(answer));
        if (leaving) {
            answer.end(leavingNow());
        }
    }

    int size() {
        return open.size();
    }

    /** Ends all streams, each with a word about it, and lets no others begin. */
    void leave() {
        leaving = true;
        open.forEach(answer -> answer.end(leavingNow()));
    }

    private static Problem leavingNow() {
        return Problem.of(ProblemType.SHUTTING_DOWN, "the server is about to leave; another one may be there");
    }
}
