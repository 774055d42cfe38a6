package io.quoll.jetstream.consumer;

import io.quoll.subject.SubjectPattern;
import io.quoll.subject.SubjectTree;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Which consumers want a message of which subject, so that not every one is asked: those that would deliver it at once, and,
 * where the stream keeps messages only as long as they are wanted, all. For the stream's executor.
 */
final class ConsumerIndex {

    private static final byte[] EVERYTHING = {'>'};

    private final SubjectTree<Consumer> listed = new SubjectTree<>();
    private final Set<Consumer> listedForAll = new LinkedHashSet<>();
    private final SubjectTree<Consumer> interested = new SubjectTree<>();
    private final List<Consumer> found = new ArrayList<>();
    private boolean keepsInterest;

    /** Whether it is asked who is interested at all. */
    void keepsInterest(boolean keeps, Iterable<Consumer> all) {
        if (keeps && !keepsInterest) {
            all.forEach(this::addInterest);
        } else if (!keeps && keepsInterest) {
            all.forEach(this::removeInterest);
        }
        keepsInterest = keeps;
    }

    void add(Consumer consumer) {
        if (keepsInterest) {
            addInterest(consumer);
        }
    }

    /** Neither told nor counted any more, until it is added again. */
    void forget(Consumer consumer) {
        unlist(consumer);
        if (keepsInterest) {
            removeInterest(consumer);
        }
    }

    private void addInterest(Consumer consumer) {
        patterns(consumer).forEach(pattern -> interested.add(pattern, consumer));
    }

    private void removeInterest(Consumer consumer) {
        patterns(consumer).forEach(pattern -> interested.remove(pattern, consumer));
    }

    private static List<byte[]> patterns(Consumer consumer) {
        return consumer.selector().filter().isAll()
                ? List.of(EVERYTHING)
                : consumer.selector().filter().patterns().stream()
                        .map(SubjectPattern::bytes)
                        .toList();
    }

    /** The consumer is to be told of messages that it wants. */
    void list(Consumer consumer) {
        if (consumer.isListed()) {
            return;
        }
        consumer.isListed(true);
        if (consumer.selector().filter().isAll()) {
            listedForAll.add(consumer);
        } else {
            patterns(consumer).forEach(pattern -> listed.add(pattern, consumer));
            consumer.selector().isTold(true);
        }
    }

    void unlist(Consumer consumer) {
        if (!consumer.isListed()) {
            return;
        }
        consumer.isListed(false);
        if (consumer.selector().filter().isAll()) {
            listedForAll.remove(consumer);
        } else {
            patterns(consumer).forEach(pattern -> listed.remove(pattern, consumer));
            consumer.selector().isTold(false);
        }
    }

    /** Whether somebody is to be told of messages of some subjects only. */
    boolean listsBySubject() {
        return listed.size() > 0;
    }

    /** Who is to be told of a message of that subject, beside those who want all. To be used at once. */
    List<Consumer> listedFor(byte[] subject) {
        found.clear();
        listed.match(subject, found::add);
        return found;
    }

    /** Who is to be told of every message. */
    List<Consumer> listedForAll() {
        return listedForAll.isEmpty() ? List.of() : List.copyOf(listedForAll);
    }

    boolean hasInterest(byte[] subject) {
        return interested.hasMatch(subject);
    }

    /** All that want messages of that subject. To be used at once. */
    List<Consumer> interestedIn(byte[] subject) {
        found.clear();
        interested.match(subject, found::add);
        return found;
    }
}
