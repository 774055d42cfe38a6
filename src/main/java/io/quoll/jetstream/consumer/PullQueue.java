package io.quoll.jetstream.consumer;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Requests that wait for messages, in turns: one that got a message goes behind the others. Bounded by {@code max_waiting}. For
 * the stream's executor.
 */
final class PullQueue {

    /** Says of requests how they end, and who may have a message. */
    interface Clerk {
        /** Whether anybody listens for the answers. */
        boolean isListening(PullRequest request);

        /** Whether the request is to have the next message, is to wait, or ends here. */
        Verdict judge(PullRequest request);

        /** Tells the client how its request ended, with what it did not get. */
        void end(PullRequest request, String status);

        void beat(PullRequest request);
    }

    /** What becomes of a request when there is a message. */
    enum Verdict {
        SERVE,
        LATER,
        GONE
    }

    private final Clerk clerk;
    private ArrayDeque<PullRequest> waiting = new ArrayDeque<>(0);
    private long nextDue = Long.MAX_VALUE;

    PullQueue(Clerk clerk) {
        this.clerk = clerk;
    }

    int size() {
        return waiting.size();
    }

    boolean isEmpty() {
        return waiting.isEmpty();
    }

    /** Not after this there is something to {@link #expire}. */
    long nextDue() {
        return nextDue;
    }

    /** How many messages are waited for in all. */
    long wanted() {
        long sum = 0;
        for (PullRequest request : waiting) {
            sum += request.wanted();
        }
        return sum;
    }

    void add(PullRequest request) {
        waiting.addLast(request);
        nextDue = Math.min(nextDue, Math.min(request.expiresAt(), request.heartbeatAt()));
    }

    /** Behind all that are as urgent, before all that are less so. */
    void addByPriority(PullRequest request) {
        add(request);
        List<PullRequest> sorted = new ArrayList<>(waiting);
        sorted.sort((a, b) -> Integer.compare(a.priority(), b.priority()));
        waiting = new ArrayDeque<>(sorted);
    }

    /** Who gets a message of that size next; the caller {@linkplain #served says} when it was given. */
    @Nullable
    PullRequest nextFor(int size, long now) {
        int passedOver = 0;
        while (passedOver < waiting.size()) {
            PullRequest request = waiting.getFirst();
            if (request.expiresAt() <= now) {
                waiting.removeFirst();
                clerk.end(request, Status.REQUEST_TIMEOUT);
                continue;
            }
            Verdict verdict = clerk.judge(request);
            if (verdict == Verdict.LATER) {
                waiting.addLast(waiting.removeFirst());
                passedOver++;
            } else if (verdict == Verdict.GONE) {
                waiting.removeFirst();
            } else if (request.bytes() > 0 && size > request.bytes()) {
                waiting.removeFirst();
                clerk.end(request, Status.TOO_LARGE);
            } else if (request.needsLook(now) && !clerk.isListening(request)) {
                waiting.removeFirst();
            } else {
                return request;
            }
        }
        return null;
    }

    /** The request at the head was given a message. */
    void served(PullRequest request, boolean keepsPlace) {
        if (request.isDone()) {
            waiting.remove(request);
        } else if (!keepsPlace && waiting.size() > 1) {
            waiting.removeFirst();
            waiting.addLast(request);
        }
    }

    /** Ends those whose time is over or who are gone, and keeps the others informed. */
    void expire(long now) {
        long due = Long.MAX_VALUE;
        for (Iterator<PullRequest> all = waiting.iterator(); all.hasNext(); ) {
            PullRequest request = all.next();
            if (request.expiresAt() <= now) {
                all.remove();
                clerk.end(request, Status.REQUEST_TIMEOUT);
                continue;
            }
            if (request.heartbeatAt() <= now) {
                if (!clerk.isListening(request)) {
                    all.remove();
                    continue;
                }
                clerk.beat(request);
                request.beat(now);
            }
            due = Math.min(due, Math.min(request.expiresAt(), request.heartbeatAt()));
        }
        nextDue = due;
    }

    /** There is no message at present: requests that do not wait end. */
    void endOneShots() {
        for (Iterator<PullRequest> all = waiting.iterator(); all.hasNext(); ) {
            PullRequest request = all.next();
            if (request.isNoWait() && (!request.expires() || request.delivered() > 0)) {
                all.remove();
                clerk.end(request, Status.NO_MESSAGES);
            }
        }
    }

    /** Lets go of those for whom nobody listens any more. */
    void removeGone() {
        waiting.removeIf(request -> !clerk.isListening(request));
    }

    /** All end at once. */
    void removeAll(Consumer<PullRequest> last) {
        waiting.forEach(last);
        waiting.clear();
        nextDue = Long.MAX_VALUE;
    }
}
