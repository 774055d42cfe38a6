package io.quoll.jetstream.stream;

import io.quoll.jetstream.stream.StreamConfigRules.Surroundings;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.Set;

/** Looks for streams that would get their own messages back through others. Visits each stream of the account once. */
final class SourceCycles {

    private final Surroundings surroundings;

    SourceCycles(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    void check(StreamConfig config) {
        Deque<StreamConfig> toVisit = new ArrayDeque<>();
        Set<String> visited = new HashSet<>();
        toVisit.add(config);
        for (StreamConfig next = toVisit.poll(); next != null; next = toVisit.poll()) {
            visited.add(next.name());
            for (StreamSource source : next.sources()) {
                if (source.external() == null) {
                    boolean comesBack = next.subjects().stream()
                            .anyMatch(subject -> Subjects.overlap(subject, source.filterSubject()));
                    visit(source, comesBack || source.filterSubject().isEmpty(), visited, toVisit);
                }
            }
            StreamSource mirror = next.mirror();
            if (mirror != null && mirror.external() == null) {
                visit(mirror, true, visited, toVisit);
            }
        }
    }

    private void visit(StreamSource source, boolean comesBack, Set<String> visited, Deque<StreamConfig> toVisit) {
        if (visited.contains(source.name())) {
            if (comesBack) {
                throw StreamConfigRules.invalid("detected cycle");
            }
            return;
        }
        StreamConfig origin = surroundings.configOf(source.name());
        if (origin != null) {
            toVisit.add(origin);
        }
    }
}
