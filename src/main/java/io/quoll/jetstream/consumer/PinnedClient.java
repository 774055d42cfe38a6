package io.quoll.jetstream.consumer;

import io.quoll.jetstream.wire.RandomText;
import io.quoll.jetstream.wire.Timestamps;

/**
 * Which one client gets all messages of a group, until it has not asked for some time or an operator ends it. For the stream's
 * executor.
 */
final class PinnedClient {

    private static final int ID_LENGTH = 22;

    private final ConsumerContext consumer;
    private String id = "";
    private String group = "";
    private long sinceNanos;
    private long until = Long.MAX_VALUE;

    PinnedClient(ConsumerContext consumer) {
        this.consumer = consumer;
    }

    boolean isPinned() {
        return !id.isEmpty();
    }

    String id() {
        return id;
    }

    /** 0 where nobody is. */
    long sinceNanos() {
        return sinceNanos;
    }

    /** Whether the request may wait; one of the client itself keeps it where it is. */
    boolean admits(PullRequest request, long now) {
        if (!isPinned() || request.pinId().isEmpty()) {
            return true;
        }
        if (!request.pinId().equals(id)) {
            return false;
        }
        until = Timestamps.after(now, consumer.config().pinnedTtlNanos());
        return true;
    }

    PullQueue.Verdict judge(PullRequest request, long now) {
        if (isPinned()) {
            if (request.pinId().equals(id)) {
                return PullQueue.Verdict.SERVE;
            }
            return request.pinId().isEmpty() ? PullQueue.Verdict.LATER : PullQueue.Verdict.GONE;
        }
        if (!request.pinId().isEmpty()) {
            return PullQueue.Verdict.GONE;
        }
        if (!consumer.hasInterest(request.reply())) {
            // It is let go of when its turn comes; nobody is pinned for it.
            return PullQueue.Verdict.SERVE;
        }
        pin(request, now);
        return PullQueue.Verdict.SERVE;
    }

    private void pin(PullRequest request, long now) {
        id = RandomText.ofLength(ID_LENGTH);
        group = request.group();
        sinceNanos = now;
        until = Timestamps.after(now, consumer.config().pinnedTtlNanos());
        request.pinId(id);
        consumer.advisories().pinned(group, id);
    }

    void onTime(long now) {
        if (isPinned() && until <= now) {
            unpin("timeout");
        }
    }

    long nextDue() {
        return isPinned() ? until : Long.MAX_VALUE;
    }

    /** Nobody is pinned any more; the next one to ask will be. */
    void unpin(String reason) {
        if (isPinned()) {
            id = "";
            sinceNanos = 0;
            until = Long.MAX_VALUE;
            consumer.advisories().unpinned(group, reason);
        }
    }
}
