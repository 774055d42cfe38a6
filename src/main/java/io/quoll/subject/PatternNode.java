package io.quoll.subject;

import java.util.Arrays;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The patterns that share their first tokens, in a {@link PatternTrie}. Two or more of them, except at the root: a
 * pattern alone on its way has no node but waits, as a leaf, in the node where it parted from the others.
 */
final class PatternNode {

    final @Nullable PatternNode parent;

    /** How many bytes its patterns share: where their next token starts, or past the end of the one that ends here. */
    final int offset;

    /** The leaf or the node of those that have {@code *} next. */
    @Nullable
    Object star;

    /** The pattern that has {@code >} next. */
    @Nullable
    PatternLeaf tail;

    /** The pattern that has nothing next. */
    @Nullable
    PatternLeaf end;

    /**
     * By the literal token that is next: the key is a pattern and the value what is held for it, or the key is the token
     * alone and the value a node. A leaf would cost twice as much.
     */
    private @Nullable SlotTable tokens;

    PatternNode(@Nullable PatternNode parent, int offset) {
        this.parent = parent;
        this.offset = offset;
    }

    /** The leaf or the node on the way of a pattern, one of those that share the first tokens. */
    @Nullable
    Object get(SeededHash hash, byte[] pattern) {
        if (offset > pattern.length) {
            return end;
        }
        if (SubjectSyntax.isTail(pattern, offset)) {
            return tail;
        }
        int tokenEnd = Tokens.end(pattern, offset);
        if (SubjectSyntax.isStar(pattern, offset, tokenEnd)) {
            return star;
        }
        if (tokens == null) {
            return null;
        }
        int hashOf = hash.of(pattern, offset, tokenEnd);
        SlotTable shard = tokens.shardOf(hashOf);
        int slot = find(shard, hashOf, pattern, offset, tokenEnd);
        if (slot < 0) {
            return null;
        }
        Object value = shard.value(slot);
        return value instanceof PatternNode ? value : new PatternLeaf(shard.key(slot), value);
    }

    /** Puts a leaf or a node on the way of a pattern, or null to clear it. */
    void set(SeededHash hash, byte[] pattern, @Nullable Object next) {
        if (offset > pattern.length) {
            end = (PatternLeaf) next;
            return;
        }
        if (SubjectSyntax.isTail(pattern, offset)) {
            tail = (PatternLeaf) next;
            return;
        }
        int tokenEnd = Tokens.end(pattern, offset);
        if (SubjectSyntax.isStar(pattern, offset, tokenEnd)) {
            star = next;
        } else {
            setToken(hash.of(pattern, offset, tokenEnd), pattern, tokenEnd, next);
        }
    }

    /** The node of a literal token, or what is held for the one pattern with it if that matches to the end. */
    @Nullable
    Object byToken(SeededHash hash, byte[] literal, int from, int tokenEnd) {
        if (tokens == null) {
            return null;
        }
        int hashOf = hash.of(literal, from, tokenEnd);
        SlotTable shard = tokens.shardOf(hashOf);
        int slot = find(shard, hashOf, literal, from, tokenEnd);
        if (slot < 0) {
            return null;
        }
        Object value = shard.value(slot);
        if (value instanceof PatternNode) {
            return value;
        }
        int next = offset + tokenEnd - from + 1;
        return SubjectSyntax.matchesFrom(shard.key(slot), next, literal, tokenEnd + 1) ? value : null;
    }

    /** The node of the star, or what is held for the one pattern with it if that matches to the end. */
    @Nullable
    Object byStar(byte[] literal, int tokenEnd) {
        if (!(star instanceof PatternLeaf leaf)) {
            return star;
        }
        return SubjectSyntax.matchesFrom(leaf.pattern, offset + 2, literal, tokenEnd + 1) ? leaf.held : null;
    }

    /** The one leaf in it, or null if it holds more or only a node. */
    @Nullable
    PatternLeaf onlyLeaf() {
        PatternLeaf[] only = new PatternLeaf[1];
        int entries = (tokens == null ? 0 : tokens.size())
                + (star == null ? 0 : 1)
                + (tail == null ? 0 : 1)
                + (end == null ? 0 : 1);
        if (entries == 1) {
            forEach((pattern, held) -> only[0] = new PatternLeaf(pattern, held), node -> {});
        }
        return only[0];
    }

    void forEach(BiConsumer<byte[], Object> leaves, Consumer<PatternNode> nodes) {
        if (end != null) {
            leaves.accept(end.pattern, end.held);
        }
        if (tail != null) {
            leaves.accept(tail.pattern, tail.held);
        }
        if (star instanceof PatternLeaf leaf) {
            leaves.accept(leaf.pattern, leaf.held);
        } else if (star instanceof PatternNode node) {
            nodes.accept(node);
        }
        if (tokens != null) {
            tokens.forEach((key, value) -> {
                if (value instanceof PatternNode node) {
                    nodes.accept(node);
                } else {
                    leaves.accept(key, value);
                }
            });
        }
    }

    private void setToken(int hash, byte[] pattern, int tokenEnd, @Nullable Object next) {
        if (tokens == null) {
            tokens = new SlotTable();
        }
        SlotTable shard = tokens.shardOf(hash);
        int slot = find(shard, hash, pattern, offset, tokenEnd);
        if (next == null) {
            tokens.remove(hash, slot);
            if (tokens.size() == 0) {
                tokens = null;
            }
            return;
        }
        byte[] key;
        Object value;
        if (next instanceof PatternLeaf leaf) {
            key = leaf.pattern;
            value = leaf.held;
        } else {
            // Its own copy: a node outlives the pattern that made it.
            key = Arrays.copyOfRange(pattern, offset, tokenEnd);
            value = next;
        }
        if (slot < 0) {
            tokens.put(hash, key, value);
        } else {
            shard.set(slot, key, value);
        }
    }

    /** The slot of a literal token, or -1. */
    private int find(SlotTable shard, int hash, byte[] subject, int from, int tokenEnd) {
        int slot = shard.firstSlot(hash);
        while (slot >= 0) {
            byte[] key = shard.key(slot);
            int keyFrom = shard.value(slot) instanceof PatternNode ? 0 : offset;
            int keyEnd = keyFrom + tokenEnd - from;
            if (keyEnd <= key.length
                    && (keyEnd == key.length || key[keyEnd] == '.')
                    && Tokens.equal(key, keyFrom, keyEnd, subject, from, tokenEnd)) {
                return slot;
            }
            slot = shard.nextSlot(hash, slot);
        }
        return -1;
    }
}
