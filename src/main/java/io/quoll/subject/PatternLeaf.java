package io.quoll.subject;

/** A pattern of a {@link PatternTrie} and what is held for it: a value or a {@link ValueSet}. Immutable. */
final class PatternLeaf {

    final byte[] pattern;
    final Object held;

    PatternLeaf(byte[] pattern, Object held) {
        this.pattern = pattern;
        this.held = held;
    }
}
