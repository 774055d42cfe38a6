package io.quoll.router;

import io.quoll.message.Publication;
import io.quoll.message.SubjectHash;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Who gets the messages of one subject, as found at one moment. Belongs to one lane; current as long as its generation is.
 */
public final class Route {

    static final Subscription[] NOBODY = {};
    static final Subscription[][] NO_GROUPS = {};

    private final RouteGenerations generations;
    private final long[] subject;
    private final int subjectLength;
    private final long hash;
    private final int literalBucket;
    private final int tokenBucket;
    private long generation;
    private Subscription[] subscriptions = NOBODY;
    private Subscription[][] queueGroups = NO_GROUPS;

    Route(Publication message, RouteGenerations generations, int tokenBucket) {
        this.generations = generations;
        this.hash = message.subjectHash();
        this.subjectLength = message.subjectLength();
        this.subject = words(message);
        this.literalBucket = RouteGenerations.literalBucket(hash);
        this.tokenBucket = tokenBucket;
    }

    private static long[] words(Publication message) {
        int length = message.subjectLength();
        long[] words = new long[length / 8 + 1];
        for (int i = 0; i < words.length; i++) {
            words[i] = message.bytes().getLong(message.subjectStart() + 8 * i);
        }
        words[words.length - 1] = SubjectHash.firstBytes(words[words.length - 1], length & 7);
        return words;
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
        int last = subject.length - 1;
        for (int i = 0; i < last; i++) {
            if (subject[i] != bytes.getLong(at)) {
                return false;
            }
            at += 8;
        }
        return subject[last] == SubjectHash.firstBytes(bytes.getLong(at), subjectLength & 7);
    }

    boolean isCurrent() {
        return generation == currentGeneration();
    }

    /** To be read before matching, so that a change in between spoils the route. */
    long currentGeneration() {
        return generations.sum(literalBucket, tokenBucket);
    }

    void found(long asOf, Subscription[] plain, Subscription[][] groups) {
        this.generation = asOf;
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

    boolean isEmpty() {
        return subscriptions.length == 0 && queueGroups.length == 0;
    }

    @Nullable
    Subscription first(java.util.function.Predicate<Subscription> wanted) {
        for (Subscription subscription : subscriptions) {
            if (wanted.test(subscription)) {
                return subscription;
            }
        }
        return null;
    }
}
