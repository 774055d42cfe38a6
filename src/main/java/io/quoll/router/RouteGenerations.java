package io.quoll.router;

import io.quoll.message.SubjectHash;
import io.quoll.subject.SubjectSyntax;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicLongArray;

/**
 * Tells whether a cached match may still be used. A change to a literal pattern concerns one bucket of subjects, a wildcard
 * pattern the bucket of its first token, and only a pattern that begins with a wildcard concerns all; so subscriptions may
 * come and go without spoiling the matches of other subjects. A literal pattern also concerns the bucket of its {@linkplain
 * SubjectBranches branch}.
 *
 * <p>Counters only grow, so a route is current while the sum of the three it depends on stays the same. Changed under the
 * router's lock, read by every lane.
 */
final class RouteGenerations {

    private static final int LITERALS = 4096;
    private static final int TOKENS = 1024;
    private static final int BRANCHES = 1024;
    private static final int FIRST_BRANCH = LITERALS + TOKENS;
    private static final int ALL = FIRST_BRANCH + BRANCHES;

    private final AtomicLongArray counters = new AtomicLongArray(ALL + 1);
    /** Grows with every change, after the bucket's counter has grown. */
    private volatile long changes;

    static int literalBucket(long subjectHash) {
        return (int) (subjectHash >>> 20) & LITERALS - 1;
    }

    /** The bucket of a branch. */
    static int branchBucket(long branchHash) {
        return FIRST_BRANCH + ((int) (branchHash >>> 20) & BRANCHES - 1);
    }

    /** The bucket of a subject's, or a pattern's, first token. */
    static int tokenBucket(byte[] subject) {
        return LITERALS + ((int) (SubjectHash.of(subject, firstTokenLength(subject)) >>> 20) & TOKENS - 1);
    }

    private static int firstTokenLength(byte[] subject) {
        int end = 0;
        while (end < subject.length && subject[end] != '.') {
            end++;
        }
        return end;
    }

    /** What a route depends on, given the bucket of its literal or branch. */
    long sum(int literalBucket, int tokenBucket) {
        return counters.getAcquire(literalBucket) + counters.getAcquire(tokenBucket) + counters.getAcquire(ALL);
    }

    /** While it stays the same, everything does. To be read before {@link #sum}. */
    long changes() {
        return changes;
    }

    @SuppressWarnings("NonAtomicVolatileUpdate") // under the router's lock
    void changed(byte[] pattern) {
        if (SubjectSyntax.isLiteral(pattern)) {
            counters.incrementAndGet(literalBucket(SubjectHash.of(pattern)));
            counters.incrementAndGet(branchBucket(SubjectBranches.hashOfLiteral(pattern)));
        } else {
            counters.incrementAndGet(bucketOfWildcard(pattern));
        }
        changes++;
    }

    private static int bucketOfWildcard(byte[] pattern) {
        boolean beginsLiterally = SubjectSyntax.isLiteral(Arrays.copyOf(pattern, firstTokenLength(pattern)));
        return beginsLiterally ? tokenBucket(pattern) : ALL;
    }
}
