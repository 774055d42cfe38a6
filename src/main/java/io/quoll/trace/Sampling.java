package io.quoll.trace;

import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/**
 * Which messages and requests are followed. Any thread.
 *
 * @param ratio of those that begin a trace, from 0 for none to 1 for all
 * @param followsParents whether those that continue one are followed exactly if that is sampled
 */
public record Sampling(double ratio, boolean followsParents) {

    boolean chooses(@Nullable TraceParent cause) {
        return cause != null && followsParents ? cause.sampled() : choosesFirst();
    }

    private boolean choosesFirst() {
        return ratio >= 1 || ratio > 0 && ThreadLocalRandom.current().nextDouble() < ratio;
    }
}
