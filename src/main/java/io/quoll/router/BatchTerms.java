package io.quoll.router;

import io.quoll.subject.SubjectPattern;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * What a batched subscription asks for.
 *
 * @param patterns of which no two should match the same subject; such a message would come twice
 * @param queue the group to join with each of them
 * @param maxMessages after so many it completes, 0 for no end
 * @param maxPendingBytes what may wait for a reader that does not ask for it, though one batch always may
 * @param overflow what happens when more is waiting
 * @param filter which of the subjects that match are wanted, {@code null} for all
 */
public record BatchTerms(
        List<SubjectPattern> patterns,
        @Nullable String queue,
        long maxMessages,
        long maxPendingBytes,
        Overflow overflow,
        @Nullable Predicate<byte[]> filter) {

    /** What becomes of a reader that is too slow. */
    public enum Overflow {
        /** Its subscription fails with a {@link SlowReaderException}. */
        END,
        /** It misses what has waited longest, and is told how much. */
        DROP_OLDEST
    }
}
