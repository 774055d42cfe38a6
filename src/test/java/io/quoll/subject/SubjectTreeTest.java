package io.quoll.subject;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SubjectTreeTest {

    private final SubjectTree<String> tree = new SubjectTree<>();

    @ParameterizedTest
    @CsvSource({
        "foo, foo",
        "foo.bar, foo.bar foo.* *.bar *.* foo.> > *.>",
        "foo, foo * >",
        "foo.bar.baz, foo.> *.bar.> foo.*.baz *.*.* foo.bar.baz foo.bar.*",
        "foo.*, foo.* *.* >",
        "foo.>, foo.* foo.>",
        "a.b.c.d, a.*.c.d a.b.*.d a.*.*.d a.b.c.>"
    })
    void shouldFindEveryPatternThatMatches(String literal, String patterns) {
        // given
        List<String> matching = List.of(patterns.split(" "));
        matching.forEach(p -> tree.add(bytes(p), p));
        for (String other :
                List.of("foo.bar.qux", "foo.*.qux", "*.qux", "foo.bar.baz.>", "x.>", "*.*.*.*.*", "a.*.c.e")) {
            tree.add(bytes(other), other);
        }

        // when
        List<String> found = matchesOf(literal);

        // then
        assertThat(found).containsExactlyInAnyOrderElementsOf(matching);
        assertThat(tree.hasMatch(bytes(literal))).isTrue();
    }

    @ParameterizedTest
    @CsvSource({"''", "a..b", ".a", "a.", "."})
    void shouldFindNothingForASubjectWithAnEmptyToken(String literal) {
        // given
        for (String pattern : List.of(">", "*", "a.>", "a.*.b", "*.*", "a.*", "*.a")) {
            tree.add(bytes(pattern), pattern);
        }

        // when
        List<String> found = matchesOf(literal);

        // then
        assertThat(found).isEmpty();
        assertThat(tree.hasMatch(bytes(literal))).isFalse();
    }

    @Test
    void shouldKeepAValueOncePerPattern() {
        // given
        String value = "value";
        for (String pattern : List.of("foo", "foo", "*", "*", "foo.>", ">", ">")) {
            tree.add(bytes(pattern), value);
        }

        // when
        List<String> found = matchesOf("foo");

        // then
        assertThat(found).containsExactly(value, value, value);
        assertThat(List.of(tree.size(), tree.literalCount(), tree.wildcardCount()))
                .containsExactly(4, 1, 3);
    }

    @ParameterizedTest
    @ValueSource(strings = {"foo", "foo.*", "foo.>", "*.bar"})
    void shouldRemoveByIdentityOnly(String pattern) {
        // given
        String value = "value";
        @SuppressWarnings("StringCopy") // another object that is equal
        String equal = new String(value);
        tree.add(bytes(pattern), value);

        // when
        List<Boolean> removed = List.of(
                tree.remove(bytes(pattern), equal),
                tree.remove(bytes(pattern + ".x"), value),
                tree.remove(bytes("qux.*"), value),
                tree.remove(bytes(pattern), value),
                tree.remove(bytes(pattern), value));

        // then
        assertThat(removed).containsExactly(false, false, false, true, false);
        assertThat(tree.size()).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"foo.bar", "foo.*", "foo.>"})
    void shouldHoldManyValuesOfOnePattern(String pattern) {
        // given
        int count = 100_000;
        byte[] bytes = bytes(pattern);
        SubjectTree<Object> many = new SubjectTree<>();
        List<Object> values = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            Object value = new Object();
            values.add(value);
            many.add(bytes, value);
        }
        Set<Object> found = Collections.newSetFromMap(new IdentityHashMap<>());

        // when
        many.match(bytes("foo.bar"), found::add);
        int size = many.size();
        values.forEach(value -> assertThat(many.remove(bytes, value)).isTrue());

        // then
        assertThat(found).hasSize(count);
        assertThat(size).isEqualTo(count);
        assertThat(many.size()).isZero();
        assertThat(many.hasMatch(bytes("foo.bar"))).isFalse();
    }

    @Test
    void shouldAgreeWithANaiveModelOnRandomOperations() {
        // given
        long seed = Long.getLong("test.seed", new Random().nextLong());
        Random random = new Random(seed);
        List<String> values = IntStream.range(0, 40).mapToObj(i -> "v" + i).toList();
        Set<Entry> model = new LinkedHashSet<>();

        for (int step = 0; step < 40_000; step++) {
            // when
            boolean growing = step / 4000 % 2 == 0;
            if (random.nextInt(10) < (growing ? 7 : 3) || model.isEmpty()) {
                Entry entry = new Entry(
                        NaivePattern.random(random, 5, true),
                        values.get(random.nextInt(random.nextBoolean() ? 3 : values.size())));
                tree.add(bytes(entry.pattern), entry.value);
                model.add(entry);
            } else {
                Entry entry = random.nextInt(10) == 0
                        ? new Entry(NaivePattern.random(random, 5, true), values.get(0))
                        : any(random, model);
                boolean removed = tree.remove(bytes(entry.pattern), entry.value);
                assertThat(removed).as("-Dtest.seed=%d step %d", seed, step).isEqualTo(model.remove(entry));
            }

            // then
            assertThat(tree.size()).as("-Dtest.seed=%d step %d", seed, step).isEqualTo(model.size());
            if (step % 40 == 0) {
                String literal = NaivePattern.random(random, 6, false);
                List<String> expected = model.stream()
                        .filter(e -> NaivePattern.matches(e.pattern, literal))
                        .map(e -> e.value)
                        .toList();
                assertThat(matchesOf(literal))
                        .as("-Dtest.seed=%d step %d %s", seed, step, literal)
                        .containsExactlyInAnyOrderElementsOf(expected);
                assertThat(tree.hasMatch(bytes(literal))).isEqualTo(!expected.isEmpty());
            }
            if (step % 2000 == 0) {
                List<Entry> visited = new ArrayList<>();
                tree.forEach((pattern, value) -> visited.add(new Entry(new String(pattern, UTF_8), value)));
                assertThat(visited).as("-Dtest.seed=%d step %d", seed, step).containsExactlyInAnyOrderElementsOf(model);
            }
        }
    }

    @Test
    void shouldMatchThousandsOfTokensOnASmallStack() throws InterruptedException {
        // given
        int tokens = 2048;
        String stars = "*.".repeat(tokens);
        for (int i = 0; i < tokens; i++) {
            String pattern = stars.substring(0, 2 * i) + "a." + stars.substring(0, 2 * (tokens - 1 - i));
            tree.add(bytes(pattern.substring(0, pattern.length() - 1)), "a at " + i);
        }
        tree.add(bytes(stars + ">"), "longer");
        tree.add(bytes(stars.substring(2) + ">"), "tail");
        String literal = "a.".repeat(tokens - 1) + "a";
        AtomicInteger found = new AtomicInteger();
        AtomicInteger visited = new AtomicInteger();

        // when
        Thread thread = new Thread(
                null,
                () -> {
                    tree.match(bytes(literal), value -> found.incrementAndGet());
                    tree.forEach((pattern, value) -> visited.incrementAndGet());
                },
                "small stack",
                160 << 10);
        thread.start();
        thread.join();

        // then
        assertThat(found).hasValue(tokens + 1);
        assertThat(visited).hasValue(tokens + 2);
    }

    @Test
    void shouldAllocateNothingToMatch() {
        // given
        for (String pattern : List.of("foo.bar.baz", "foo.bar.*", "foo.*.baz", "*.bar.>", "foo.bar.qux.*", ">")) {
            tree.add(bytes(pattern), pattern);
            tree.add(bytes(pattern), "another");
        }
        byte[] literal = bytes("foo.bar.baz");
        int[] found = new int[1];
        Consumer<String> count = value -> found[0]++;
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        IntStream.range(0, 5000).forEach(i -> tree.match(literal, count));

        // when
        long before = threads.getCurrentThreadAllocatedBytes();
        for (int i = 0; i < 100_000; i++) {
            tree.match(literal, count);
        }
        long allocated = threads.getCurrentThreadAllocatedBytes() - before;

        // then
        assertThat(found[0]).isEqualTo(105_000 * 10);
        assertThat(allocated).isLessThan(100_000);
    }

    private static Entry any(Random random, Set<Entry> entries) {
        return entries.stream().skip(random.nextInt(entries.size())).findFirst().orElseThrow();
    }

    private List<String> matchesOf(String literal) {
        List<String> found = new ArrayList<>();
        tree.match(bytes(literal), found::add);
        return found;
    }

    private static byte[] bytes(String text) {
        return text.getBytes(UTF_8);
    }

    private record Entry(String pattern, String value) {}
}
