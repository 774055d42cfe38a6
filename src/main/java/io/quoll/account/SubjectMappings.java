package io.quoll.account;

import io.quoll.subject.SubjectPattern;
import io.quoll.subject.SubjectSyntax;
import io.quoll.subject.SubjectTransform;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** An account's {@link SubjectMapping}s, ready to be applied. Immutable; any thread may apply them. */
public final class SubjectMappings {

    private static final int ALL = 100;
    private static final byte[] NOWHERE = {};

    /** @param upTo the chances of this one and of those before it, of a hundred */
    private record Target(SubjectTransform transform, int upTo) {}

    private record Source(SubjectPattern pattern, List<Target> targets) {}

    private final List<Source> sources;

    private SubjectMappings(List<Source> sources) {
        this.sources = sources;
    }

    /**
     * @return {@code null} if there are none
     * @throws IllegalArgumentException if one cannot be; says why
     */
    static @Nullable SubjectMappings of(List<SubjectMapping> mappings) {
        List<Source> sources = new ArrayList<>();
        for (SubjectMapping mapping : mappings) {
            try {
                sources.add(new Source(SubjectPattern.of(mapping.source()), targets(mapping)));
            } catch (IllegalArgumentException e) {
                throw new IllegalArgumentException("mapping \"" + mapping.source() + "\": " + e.getMessage(), e);
            }
        }
        return sources.isEmpty() ? null : new SubjectMappings(List.copyOf(sources));
    }

    private static List<Target> targets(SubjectMapping mapping) {
        Set<String> seen = new HashSet<>();
        int total = 0;
        List<SubjectMapping.Destination> all = new ArrayList<>();
        for (SubjectMapping.Destination destination : mapping.destinations()) {
            if (!seen.add(destination.subject())) {
                throw new IllegalArgumentException("duplicate entry for \"" + destination.subject() + "\"");
            }
            if (destination.weight() < 0 || destination.weight() > ALL) {
                throw new IllegalArgumentException("individual weights need to be <= 100");
            }
            SubjectTransform.of(mapping.source(), destination.subject());
            if (destination.cluster().isEmpty()) {
                total += destination.weight();
                all.add(destination);
            }
        }
        if (total > ALL) {
            throw new IllegalArgumentException("total weight needs to be <= 100");
        }
        if (total < ALL && !seen.contains(mapping.source())) {
            all.add(new SubjectMapping.Destination(SubjectTransform.numbered(mapping.source()), ALL - total, ""));
        }
        List<Target> targets = new ArrayList<>();
        int upTo = 0;
        for (SubjectMapping.Destination destination : (Iterable<SubjectMapping.Destination>) sorted(all)::iterator) {
            upTo += destination.weight();
            targets.add(new Target(SubjectTransform.of(mapping.source(), destination.subject()), upTo));
        }
        return List.copyOf(targets);
    }

    private static Stream<SubjectMapping.Destination> sorted(List<SubjectMapping.Destination> destinations) {
        return destinations.stream().sorted(Comparator.comparingInt(SubjectMapping.Destination::weight));
    }

    /** Where a message to the subject goes: the same array if there is no mapping for it, an empty one if it is lost. */
    public byte[] map(byte[] subject) {
        for (Source source : sources) {
            if (SubjectSyntax.matches(source.pattern().bytes(), subject)) {
                return chosen(source.targets(), subject);
            }
        }
        return subject;
    }

    private static byte[] chosen(List<Target> targets, byte[] subject) {
        int chance = ThreadLocalRandom.current().nextInt(ALL);
        for (Target target : targets) {
            if (chance < target.upTo()) {
                return target.transform().apply(subject);
            }
        }
        return NOWHERE;
    }
}
