package io.quoll.subject;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Values by pattern with wildcards: a trie with a {@link PatternNode} a token, where patterns part. Written under the
 * lock of the tree's owner.
 *
 * <p>A node is reached on one way only, so a match visits each node at most once, and only those no deeper than the
 * subject has tokens. It goes back up by the nodes' parents and the dots of the subject: neither the stack nor memory
 * grows with the number of tokens.
 */
final class PatternTrie {

    private final SeededHash hash;
    final PatternNode root = new PatternNode(null, 0);
    private int count;

    PatternTrie(SeededHash hash) {
        this.hash = hash;
    }

    /** How many pairs of pattern and value. */
    int count() {
        return count;
    }

    void add(byte[] pattern, Object value) {
        PatternNode node = deepestFor(pattern);
        Object there = node.get(hash, pattern);
        while (there instanceof PatternLeaf other && !isOf(other, pattern)) {
            PatternNode fork = new PatternNode(node, Tokens.end(pattern, node.offset) + 1);
            fork.set(hash, other.pattern, other);
            node.set(hash, pattern, fork);
            node = fork;
            there = node.get(hash, pattern);
        }
        if (!(there instanceof PatternLeaf leaf)) {
            node.set(hash, pattern, new PatternLeaf(pattern, value));
            count++;
            return;
        }
        int before = ValueSet.count(leaf.held);
        Object after = ValueSet.with(leaf.held, value);
        if (after != leaf.held) {
            node.set(hash, pattern, new PatternLeaf(leaf.pattern, after));
        }
        count += ValueSet.count(after) - before;
    }

    boolean remove(byte[] pattern, Object value) {
        PatternNode node = deepestFor(pattern);
        Object there = node.get(hash, pattern);
        if (!(there instanceof PatternLeaf leaf) || !isOf(leaf, pattern)) {
            return false;
        }
        int before = ValueSet.count(leaf.held);
        Object after = ValueSet.without(leaf.held, value);
        if (ValueSet.count(after) == before) {
            return false;
        }
        count--;
        if (after == null) {
            node.set(hash, pattern, null);
            liftOnlyLeaf(node, pattern);
        } else if (after != leaf.held) {
            node.set(hash, pattern, new PatternLeaf(leaf.pattern, after));
        }
        return true;
    }

    /** Calls with each value of each pattern that matches. */
    <V> void match(byte[] literal, Consumer<? super V> found) {
        walk(literal, found);
    }

    boolean hasMatch(byte[] literal) {
        return walk(literal, null);
    }

    /** Visits each pattern with what is held for it. */
    void forEach(BiConsumer<byte[], Object> visitor) {
        Deque<PatternNode> open = new ArrayDeque<>();
        open.push(root);
        while (!open.isEmpty()) {
            open.pop().forEach(visitor, open::push);
        }
    }

    private PatternNode deepestFor(byte[] pattern) {
        PatternNode node = root;
        while (true) {
            Object there = node.get(hash, pattern);
            if (!(there instanceof PatternNode deeper)) {
                return node;
            }
            node = deeper;
        }
    }

    private static boolean isOf(PatternLeaf leaf, byte[] pattern) {
        return Arrays.equals(leaf.pattern, pattern);
    }

    /** Replaces the nodes above a removed pattern that are left with a single one by that one. */
    private void liftOnlyLeaf(PatternNode from, byte[] pattern) {
        PatternNode node = from;
        PatternNode parent = node.parent;
        while (parent != null) {
            PatternLeaf only = node.onlyLeaf();
            if (only == null) {
                return;
            }
            parent.set(hash, pattern, only);
            node = parent;
            parent = node.parent;
        }
    }

    /** Whether anything matches, without a consumer; with one it is told of everything and the answer means nothing. */
    private <V> boolean walk(byte[] literal, @Nullable Consumer<? super V> found) {
        if (count == 0 || Tokens.anyEmpty(literal)) {
            return false;
        }
        PatternNode node = root;
        int from = 0;
        while (true) {
            // Arrived: what ends here, then down by the token, else by the star.
            int end = from;
            PatternLeaf here = node.end;
            Object next = null;
            if (from < literal.length) {
                here = node.tail;
                end = Tokens.end(literal, from);
                next = node.byToken(hash, literal, from, end);
                if (!(next instanceof PatternNode)) {
                    if (isEnough(next, found)) {
                        return true;
                    }
                    next = node.byStar(literal, end);
                }
            }
            if (isEnough(here == null ? null : here.held, found) || isEnough(next, found)) {
                return true;
            }
            // Nowhere further down: back up to where the star is still to be tried.
            while (!(next instanceof PatternNode)) {
                PatternNode parent = node.parent;
                if (parent == null) {
                    return false;
                }
                end = from - 1;
                from = Tokens.start(literal, end);
                next = parent.star == node ? null : parent.byStar(literal, end);
                if (isEnough(next, found)) {
                    return true;
                }
                node = parent;
            }
            node = (PatternNode) next;
            from = end + 1;
        }
    }

    private static <V> boolean isEnough(@Nullable Object next, @Nullable Consumer<? super V> found) {
        if (next == null || next instanceof PatternNode) {
            return false;
        }
        if (found != null) {
            ValueSet.<V>forEach(next, found);
        }
        return found == null;
    }
}
