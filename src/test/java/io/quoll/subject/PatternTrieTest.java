package io.quoll.subject;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class PatternTrieTest {

    @Test
    void shouldKeepNodesOnlyWherePatternsPart() {
        // given
        PatternTrie trie = new PatternTrie(new SeededHash());
        for (String pattern : new String[] {"a.b.*.d.e", "a.b.*.d.f", "a.b.>", "x.y.z.*", "*.*.*.*"}) {
            trie.add(bytes(pattern), pattern);
        }

        // when
        int full = nodesOf(trie);
        trie.remove(bytes("a.b.>"), "a.b.>");
        int withoutTail = nodesOf(trie);
        trie.remove(bytes("a.b.*.d.f"), "a.b.*.d.f");
        int single = nodesOf(trie);

        // then
        assertThat(new int[] {full, withoutTail, single}).containsExactly(5, 5, 1);
    }

    @Test
    void shouldHoldTheSameNodesWhateverCameAndWent() {
        // given
        long seed = Long.getLong("test.seed", new Random().nextLong());
        Random random = new Random(seed);
        SeededHash hash = new SeededHash();
        PatternTrie churned = new PatternTrie(hash);
        Set<String> patterns = new LinkedHashSet<>();
        for (int i = 0; i < 5000; i++) {
            String pattern = NaivePattern.random(random, 6, true);
            churned.add(bytes(pattern), "value");
            patterns.add(pattern);
        }

        // when
        patterns.removeIf(p -> random.nextInt(10) > 0 && churned.remove(bytes(p), "value"));
        int nodes = nodesOf(churned);
        PatternTrie fresh = new PatternTrie(hash);
        patterns.forEach(p -> fresh.add(bytes(p), "value"));
        patterns.forEach(p -> churned.remove(bytes(p), "value"));

        // then
        assertThat(nodes).as("-Dtest.seed=%d", seed).isEqualTo(nodesOf(fresh));
        assertThat(nodesOf(churned)).as("-Dtest.seed=%d", seed).isEqualTo(1);
        assertThat(churned.count()).isZero();
    }

    private static int nodesOf(PatternTrie trie) {
        Deque<PatternNode> open = new ArrayDeque<>();
        open.push(trie.root);
        int nodes = 0;
        while (!open.isEmpty()) {
            nodes++;
            open.pop().forEach((pattern, held) -> {}, open::push);
        }
        return nodes;
    }

    private static byte[] bytes(String text) {
        return text.getBytes(UTF_8);
    }
}
