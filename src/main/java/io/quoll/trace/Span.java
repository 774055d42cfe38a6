package io.quoll.trace;

/** One step of something that is followed, from its begin to its end. Used by one thread at a time; ended once. */
public interface Span {

    /** What the steps that follow from this one name as their cause. */
    TraceParent context();

    Span with(String key, String value);

    Span with(String key, long value);

    /** The step follows from that one, too. */
    Span linked(TraceParent other);

    /** The step has not done what it was to do. */
    Span failed(String why);

    void end();
}
