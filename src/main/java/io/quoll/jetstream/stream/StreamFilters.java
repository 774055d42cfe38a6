package io.quoll.jetstream.stream;

import io.quoll.storage.SubjectFilter;
import io.quoll.subject.SubjectPattern;
import java.util.List;

/** Filters made of text that was found valid. Stateless. */
public final class StreamFilters {

    private StreamFilters() {}

    /** The subjects that match; the empty text stands for all. */
    public static SubjectFilter of(String pattern) {
        return pattern.isEmpty() ? SubjectFilter.ALL : SubjectFilter.of(SubjectPattern.of(pattern));
    }

    /** The subjects that match any of them. */
    public static SubjectFilter of(List<String> patterns) {
        return patterns.isEmpty()
                ? SubjectFilter.ALL
                : SubjectFilter.of(patterns.stream().map(SubjectPattern::of).toList());
    }
}
