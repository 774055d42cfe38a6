package io.quoll.storage;

import io.quoll.subject.SubjectPattern;
import io.quoll.subject.SubjectSyntax;
import java.util.List;

/** Which subjects are meant: those that match one of some patterns, or all. Immutable. */
public final class SubjectFilter {

    public static final SubjectFilter ALL = new SubjectFilter(List.of(SubjectPattern.of(">")));

    private final List<SubjectPattern> patterns;
    private final boolean all;
    private final boolean literal;

    private SubjectFilter(List<SubjectPattern> patterns) {
        this.patterns = patterns;
        this.all = patterns.stream().anyMatch(p -> p.bytes().length == 1 && p.bytes()[0] == '>');
        this.literal = patterns.size() == 1 && patterns.get(0).isLiteral();
    }

    public static SubjectFilter of(List<SubjectPattern> patterns) {
        if (patterns.isEmpty()) {
            throw new IllegalArgumentException("a filter without a pattern");
        }
        return new SubjectFilter(List.copyOf(patterns));
    }

    public static SubjectFilter of(SubjectPattern pattern) {
        return of(List.of(pattern));
    }

    public boolean matches(byte[] subject) {
        if (all) {
            return true;
        }
        for (SubjectPattern pattern : patterns) {
            if (SubjectSyntax.matches(pattern.bytes(), subject)) {
                return true;
            }
        }
        return false;
    }

    /** Whether every subject matches. */
    public boolean isAll() {
        return all;
    }

    /** Whether just one subject matches, that of the only pattern. */
    public boolean isLiteral() {
        return literal;
    }

    public List<SubjectPattern> patterns() {
        return patterns;
    }

    @Override
    public String toString() {
        return patterns.toString();
    }
}
