package io.quoll.router;

import io.quoll.message.Publication;
import io.quoll.message.SubjectHash;
import java.nio.ByteBuffer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Who gets the messages of one subject, as found at one moment. Belongs to one lane; current as long as its generation is.
 */
public final class Route {

    static final Subscription[] NOBODY = {};
    static final Subscription[][] NO_GROUPS = {};

    private static final long NEVER = -1;

    private final RouteGenerations generations;
    private final boolean passing;
    private long[] subject = {};
    private int subjectLength;
    private long hash;
    private int literalBucket;
    private int tokenBucket;
    private long generation;
    /** The count of all changes up to which {@link #generation} is known to be current. */
    private long currentUpTo;

    private Subscription[] subscriptions = NOBODY;
    private Subscription[][] queueGroups = NO_GROUPS;

    /**
     * @param passing whether it will be used for one subject after the other, see {@link #isPassing}
     */
    Route(RouteGenerations generations, boolean passing) {
        this.generations = generations;
        this.passing = passing;
    }

    /** Whether it is used for the present message only and must not be kept. */
    public boolean isPassing() {
        return passing;
    }

    /** Makes it the route of the message's subject, given once more as an array; to be matched. */
    void leadTo(Publication message, byte[] subjectBytes) {
        take(message);
        literalBucket = RouteGenerations.literalBucket(hash);
        tokenBucket = RouteGenerations.tokenBucket(subjectBytes);
    }

    /** Makes it the route of a branch, given as what its subjects begin with, and one of them; to be matched. */
    void leadToBranch(Publication branch, byte[] subjectBytes) {
        take(branch);
        literalBucket = RouteGenerations.branchBucket(hash);
        tokenBucket = RouteGenerations.tokenBucket(subjectBytes);
    }

    private void take(Publication message) {
        hash = message.subjectHash();
        subjectLength = message.subjectLength();
        int count = subjectLength / 8 + 1;
        if (subject.length < count || !passing) {
            subject = new long[count];
        }
        for (int i = 0; i < count; i++) {
            subject[i] = message.bytes().getLong(message.subjectStart() + 8 * i);
        }
        subject[count - 1] = SubjectHash.firstBytes(subject[count - 1], subjectLength & 7);
    }

    long hash() {
        return hash;
    }

    /** Whether this is the route of the message's subject, and nothing has changed since it was found. */
    public boolean serves(Publication message) {
        return hash == message.subjectHash() && isOf(message) && isCurrent();
    }

    boolean isOf(Publication message) {
        if (subjectLength != message.subjectLength()) {
            return false;
        }
        ByteBuffer bytes = message.bytes();
        int at = message.subjectStart();
        int last = subjectLength >>> 3;
        for (int i = 0; i < last; i++) {
            if (subject[i] != bytes.getLong(at)) {
                return false;
            }
            at += 8;
        }
        return subject[last] == SubjectHash.firstBytes(bytes.getLong(at), subjectLength & 7);
    }

    /** Whether nothing has changed since it was found. */
    public boolean isCurrent() {
        long changes = generations.changes();
        if (changes == currentUpTo) {
            return true;
        }
        if (generation != generations.sum(literalBucket, tokenBucket)) {
            return false;
        }
        currentUpTo = changes;
        return true;
    }

    /** It must not be used for another message before it is matched again. */
    void spoil() {
        currentUpTo = NEVER;
        generation = NEVER;
    }

    /** To be called before matching, so that a change in between spoils the route. */
    void beginMatch() {
        currentUpTo = generations.changes();
        generation = generations.sum(literalBucket, tokenBucket);
    }

    void found(Subscription[] plain, Subscription[][] groups) {
        this.subscriptions = plain;
        this.queueGroups = groups;
    }

    Subscription[] subscriptions() {
        return subscriptions;
    }

    Subscription[][] queueGroups() {
        return queueGroups;
    }

    /** How many get a message: every plain subscription and one of each queue group. */
    int fanout() {
        return subscriptions.length + queueGroups.length;
    }

    @Nullable
    Subscription first(Predicate<Subscription> wanted) {
        for (Subscription subscription : subscriptions) {
            if (wanted.test(subscription)) {
                return subscription;
            }
        }
        return null;
    }
}
