package io.quoll.config;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Subjects allowed and denied, as the file names them; a subject of subscriptions may have the name of a queue group behind a
 * blank.
 *
 * @param allow {@code null} where nothing is said, which allows all
 */
public record SubjectLists(@Nullable List<String> allow, List<String> deny) {

    /** Nothing is said. */
    public static final SubjectLists NONE = new SubjectLists(null, List.of());

    public SubjectLists {
        allow = allow == null ? null : List.copyOf(allow);
        deny = List.copyOf(deny);
    }
}
