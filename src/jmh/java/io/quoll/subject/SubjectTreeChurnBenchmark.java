package io.quoll.subject;

import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.AuxCounters;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * A million patterns added to an empty tree, or removed again until it is empty; for the shape "fan" a hundred
 * thousand values of one pattern. The time is that of all of them.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SingleShotTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Warmup(iterations = 2)
@Measurement(iterations = 3)
@Fork(
        value = 1,
        jvmArgsAppend = {"-Xmx3g", "-XX:+UseSerialGC"})
public class SubjectTreeChurnBenchmark {

    private static final int PATTERNS = SubjectTreeBenchmark.PATTERNS;
    private static final int FAN = 100_000;

    @Param({"literal", "star", "inbox", "pairs", "fan"})
    String shape = "literal";

    private byte[][] patterns = new byte[0][];
    private Object[] values = new Object[0];
    private SubjectTree<Object> filled = new SubjectTree<>();

    /** Bytes on the heap for each pair of pattern and value, when all are in and when one in ten is left. */
    @AuxCounters(AuxCounters.Type.EVENTS)
    @State(Scope.Thread)
    public static class Heap {
        public double bytesWhenFull;
        public double bytesWhenTenthLeft;
    }

    @Setup(Level.Trial)
    public void make() {
        boolean fan = shape.equals("fan");
        patterns = new byte[fan ? FAN : PATTERNS][];
        values = new Object[patterns.length];
        byte[] same = SubjectTreeBenchmark.patternOf("literal", 0);
        Object one = new Object();
        for (int i = 0; i < patterns.length; i++) {
            patterns[i] = fan ? same : SubjectTreeBenchmark.patternOf(shape, i);
            values[i] = fan ? new Object() : one;
        }
    }

    @Setup(Level.Invocation)
    public void fill() {
        filled = new SubjectTree<>();
        addAll(filled);
    }

    @Benchmark
    public SubjectTree<Object> add() {
        SubjectTree<Object> tree = new SubjectTree<>();
        addAll(tree);
        return tree;
    }

    @Benchmark
    public int remove() {
        removeUpTo(filled, patterns.length);
        return filled.size();
    }

    /** Its time means nothing. */
    @Benchmark
    public SubjectTree<Object> heap(Heap heap) {
        filled = new SubjectTree<>();
        long before = usedBytes();
        SubjectTree<Object> tree = new SubjectTree<>();
        addAll(tree);
        heap.bytesWhenFull = (double) (usedBytes() - before) / patterns.length;
        int left = patterns.length / 10;
        removeUpTo(tree, patterns.length - left);
        heap.bytesWhenTenthLeft = (double) (usedBytes() - before) / left;
        return tree;
    }

    private void addAll(SubjectTree<Object> tree) {
        for (int i = 0; i < patterns.length; i++) {
            tree.add(patterns[i], values[i]);
        }
    }

    private void removeUpTo(SubjectTree<Object> tree, int end) {
        for (int i = 0; i < end; i++) {
            tree.remove(patterns[i], values[i]);
        }
    }

    private static long usedBytes() {
        for (int i = 0; i < 3; i++) {
            System.gc();
        }
        return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
    }
}
