package io.quoll.subject;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SlotTableTest {

    private final long seed = Long.getLong("test.seed", new Random().nextLong());
    private final Random random = new Random(seed);
    private final SlotTable table = new SlotTable();
    private final Map<Integer, byte[]> model = new HashMap<>();
    private final List<Integer> added = new ArrayList<>();

    @ParameterizedTest(name = "{0} hashes")
    @ValueSource(ints = {3, 200, Integer.MAX_VALUE})
    void shouldFindEveryEntryWhileItGrowsAndShrinks(int hashes) {
        // given
        int most = hashes == 3 ? 40 : hashes == 200 ? 3000 : 3 * SlotTable.SPLIT_SIZE;

        for (int wave = 0; wave < 6; wave++) {
            // when
            int top = 1 + random.nextInt(most);
            while (added.size() < (wave == 1 ? most : top)) {
                add(hashes);
            }
            expectAll(hashes);
            int bottom = wave % 2 == 0 ? random.nextInt(SlotTable.JOIN_SIZE) : 0;
            while (added.size() > bottom) {
                removeAny(hashes);
            }

            // then
            expectAll(hashes);
        }
    }

    private void add(int hashes) {
        int id = random.nextInt();
        if (!model.containsKey(id)) {
            byte[] key = {(byte) id};
            table.put(hashOf(id, hashes), key, id);
            model.put(id, key);
            added.add(id);
        }
    }

    private void removeAny(int hashes) {
        int at = random.nextInt(added.size());
        int id = added.get(at);
        added.set(at, added.get(added.size() - 1));
        added.remove(added.size() - 1);
        int hash = hashOf(id, hashes);
        table.remove(hash, slotOf(id, hash));
        model.remove(id);
    }

    private void expectAll(int hashes) {
        Map<Integer, byte[]> visited = new HashMap<>();
        table.forEach((key, value) -> visited.put((Integer) value, key));
        assertThat(visited).as("-Dtest.seed=%d", seed).isEqualTo(model);
        assertThat(table.size()).isEqualTo(model.size());
        for (int id : added) {
            int hash = hashOf(id, hashes);
            assertThat(slotOf(id, hash)).as("-Dtest.seed=%d", seed).isNotNegative();
        }
        assertThat(slotOf(0, 12345)).isNegative();
    }

    private int slotOf(int id, int hash) {
        SlotTable shard = table.shardOf(hash);
        int slot = shard.firstSlot(hash);
        while (slot >= 0 && !shard.value(slot).equals(id)) {
            slot = shard.nextSlot(hash, slot);
        }
        return slot;
    }

    /** Few hashes collide and lie next to each other; many use every bit. */
    private static int hashOf(int id, int hashes) {
        int hash = hashes == Integer.MAX_VALUE ? id * 0x9E37_79B9 : -1 - Math.floorMod(id, hashes);
        return hash == 0 ? 1 : hash;
    }
}
