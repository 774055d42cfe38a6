package io.quoll.subject;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.infra.Blackhole;

/**
 * A tree of a million patterns of one shape, in its steady state. Subjects are arrays of their own, as they are when
 * they come off a socket; random ones are among all million, hot ones among 64.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 3, time = 2)
@Fork(
        value = 1,
        jvmArgsAppend = {"-Xmx3g", "-XX:+UseSerialGC"})
public class SubjectTreeBenchmark {

    static final int PATTERNS = 1_000_000;
    private static final int SUBJECTS = 1 << 18;
    private static final int HOT = 64;

    @Param({"literal", "star", "inbox", "both"})
    String shape = "literal";

    private final byte[][] patterns = new byte[PATTERNS][];
    private final byte[][] random = new byte[SUBJECTS][];
    private final byte[][] missing = new byte[HOT][];
    private final SubjectTree<Object> tree = new SubjectTree<>();
    private final Object value = new Object();
    private int at;

    @Setup
    public void fill() {
        Random choice = new Random(42);
        for (int i = 0; i < PATTERNS; i++) {
            patterns[i] = patternOf(shape, i);
        }
        for (int i = PATTERNS - 1; i > 0; i--) {
            int other = choice.nextInt(i + 1);
            byte[] swapped = patterns[i];
            patterns[i] = patterns[other];
            patterns[other] = swapped;
        }
        for (byte[] pattern : patterns) {
            tree.add(pattern, value);
        }
        for (int i = 0; i < SUBJECTS; i++) {
            random[i] = subjectOf(patterns[choice.nextInt(PATTERNS)]);
        }
        for (int i = 0; i < HOT; i++) {
            missing[i] = ("orders.eu.none." + i).getBytes(US_ASCII);
        }
    }

    @Benchmark
    public void matchRandom(Blackhole sink) {
        tree.match(random[at++ & (SUBJECTS - 1)], sink::consume);
    }

    @Benchmark
    public void matchHot(Blackhole sink) {
        tree.match(random[at++ & (HOT - 1)], sink::consume);
    }

    @Benchmark
    public void matchNothing(Blackhole sink) {
        tree.match(missing[at++ & (HOT - 1)], sink::consume);
    }

    /** One pattern gone and back, each time another. */
    @Benchmark
    public void removeAndAdd() {
        byte[] pattern = patterns[at];
        at = at + 1 == PATTERNS ? 0 : at + 1;
        tree.remove(pattern, value);
        tree.add(pattern, value);
    }

    static byte[] patternOf(String shape, int i) {
        String pattern =
                switch (shape) {
                    case "literal" -> "orders.eu.placed.id" + i;
                    case "star" -> "orders.eu.*.id" + i;
                    case "inbox" -> "_INBOX." + Integer.toString(i * 0x9E37_79B9, 36) + ".*";
                    case "both" -> i % 10 == 0 ? "orders.eu.*.id" + i : "orders.eu.placed.id" + i;
                    case "pairs" -> "orders.*.id" + i / 2 + (i % 2 == 0 ? ".placed" : ".paid");
                    default -> throw new IllegalArgumentException(shape);
                };
        return pattern.getBytes(US_ASCII);
    }

    private static byte[] subjectOf(byte[] pattern) {
        return new String(pattern, US_ASCII).replace("*", "placed").getBytes(US_ASCII);
    }
}
