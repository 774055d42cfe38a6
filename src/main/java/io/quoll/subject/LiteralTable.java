package io.quoll.subject;

import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/** Values by literal pattern, in one flat table. Written under the lock of the tree's owner. */
final class LiteralTable {

    private final SeededHash hash;
    private final SlotTable slots = new SlotTable();
    private int count;

    LiteralTable(SeededHash hash) {
        this.hash = hash;
    }

    /** How many pairs of pattern and value. */
    int count() {
        return count;
    }

    void add(byte[] pattern, Object value) {
        int hashOf = hash.of(pattern, 0, pattern.length);
        SlotTable shard = slots.shardOf(hashOf);
        int slot = find(shard, hashOf, pattern);
        if (slot < 0) {
            slots.put(hashOf, pattern, value);
            count++;
            return;
        }
        Object held = shard.value(slot);
        int before = ValueSet.count(held);
        Object after = ValueSet.with(held, value);
        shard.set(slot, shard.key(slot), after);
        count += ValueSet.count(after) - before;
    }

    boolean remove(byte[] pattern, Object value) {
        int hashOf = hash.of(pattern, 0, pattern.length);
        SlotTable shard = slots.shardOf(hashOf);
        int slot = find(shard, hashOf, pattern);
        if (slot < 0) {
            return false;
        }
        Object held = shard.value(slot);
        int before = ValueSet.count(held);
        Object after = ValueSet.without(held, value);
        if (ValueSet.count(after) == before) {
            return false;
        }
        if (after == null) {
            slots.remove(hashOf, slot);
        } else {
            shard.set(slot, shard.key(slot), after);
        }
        count--;
        return true;
    }

    /** What is held for a literal: a value or a {@link ValueSet}. */
    @Nullable
    Object find(byte[] literal) {
        int hashOf = hash.of(literal, 0, literal.length);
        SlotTable shard = slots.shardOf(hashOf);
        int slot = find(shard, hashOf, literal);
        return slot < 0 ? null : shard.value(slot);
    }

    void forEach(BiConsumer<byte[], Object> visitor) {
        slots.forEach(visitor);
    }

    private static int find(SlotTable shard, int hash, byte[] literal) {
        int slot = shard.firstSlot(hash);
        while (slot >= 0) {
            byte[] key = shard.key(slot);
            if (Tokens.equal(key, 0, key.length, literal, 0, literal.length)) {
                return slot;
            }
            slot = shard.nextSlot(hash, slot);
        }
        return -1;
    }
}
