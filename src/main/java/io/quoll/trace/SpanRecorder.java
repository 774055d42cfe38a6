package io.quoll.trace;

import org.jspecify.annotations.Nullable;

/** Whoever wants to know of the steps that are followed. Any thread; must not block. */
public interface SpanRecorder {

    /** Between whom a step takes place. */
    enum Kind {
        /** Somebody outside asked for it. */
        ASKED,
        /** It is the broker's own. */
        OWN,
        /** The broker asks somebody outside. */
        ASKING
    }

    /**
     * A step begins.
     *
     * @param name one of few
     * @param cause the step it follows from; {@code null} where it is the first
     */
    Span begin(Kind kind, String name, @Nullable TraceParent cause);
}
