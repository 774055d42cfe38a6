package io.quoll.subject;

import java.util.Objects;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/**
 * Which values were added under patterns that match a literal subject. Literal patterns are in one flat table, those
 * with wildcards in a trie of their tokens; both give memory back as patterns go.
 *
 * <p>Not thread-safe: the owner locks. Matching changes nothing and allocates nothing, so that any number of threads may
 * match while none adds or removes. A visitor must not change the tree. Patterns are taken to be valid
 * ({@link SubjectSyntax#isValidPattern}); whoever adds them has looked.
 *
 * @param <V> told apart by identity, never by equals
 */
public final class SubjectTree<V> {

    private final LiteralTable literals;
    private final PatternTrie wildcards;

    public SubjectTree() {
        SeededHash hash = new SeededHash();
        literals = new LiteralTable(hash);
        wildcards = new PatternTrie(hash);
    }

    /** Keeps the value and the array, which is never to change. A value that is already there under it is kept once. */
    public void add(byte[] pattern, V value) {
        Objects.requireNonNull(value);
        if (SubjectSyntax.isLiteral(pattern)) {
            literals.add(pattern, value);
        } else {
            wildcards.add(pattern, value);
        }
    }

    /** Whether the value was there under a pattern of these bytes. */
    public boolean remove(byte[] pattern, V value) {
        Objects.requireNonNull(value);
        return SubjectSyntax.isLiteral(pattern) ? literals.remove(pattern, value) : wildcards.remove(pattern, value);
    }

    /**
     * Calls with each value once for each of its patterns that matches, in no particular order. A subject with an empty
     * token is matched by nothing; {@code *} and {@code >} in it are ordinary bytes.
     */
    public void match(byte[] literal, Consumer<? super V> found) {
        Object held = literals.find(literal);
        if (held != null) {
            ValueSet.<V>forEach(held, found);
        }
        wildcards.<V>match(literal, found);
    }

    public boolean hasMatch(byte[] literal) {
        return literals.find(literal) != null || wildcards.hasMatch(literal);
    }

    /** Visits every pair of pattern and value. The array is the tree's own. */
    public void forEach(BiConsumer<byte[], ? super V> visitor) {
        BiConsumer<byte[], Object> each =
                (pattern, held) -> ValueSet.<V>forEach(held, value -> visitor.accept(pattern, value));
        literals.forEach(each);
        wildcards.forEach(each);
    }

    /** How many pairs of pattern and value. */
    public int size() {
        return literals.count() + wildcards.count();
    }

    /** How many of the pairs have a literal pattern. */
    public int literalCount() {
        return literals.count();
    }

    /** How many of the pairs have a pattern with wildcards. */
    public int wildcardCount() {
        return wildcards.count();
    }
}
