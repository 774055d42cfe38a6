package io.quoll.monitor;

import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** What the process takes of the machine. Made at build time perhaps, so that it measures nothing before it is asked. Any thread. */
@Singleton
final class ProcessUsage {

    private static final Path STATUS = Path.of("/proc/self/status");
    private static final String RESIDENT = "VmRSS:";

    /** Over less time the processor time, counted in ticks of the system, says little. */
    private static final long SHORTEST_SPAN_NANOS = 1_000_000_000L;

    private final LongSupplier nanoTime;
    private final Supplier<Duration> processorTime;
    private @Nullable Duration usedBefore;
    private long sinceNanos;
    private double percent;

    @Inject
    ProcessUsage() {
        this(
                System::nanoTime,
                () -> ProcessHandle.current().info().totalCpuDuration().orElse(Duration.ZERO));
    }

    ProcessUsage(LongSupplier nanoTime, Supplier<Duration> processorTime) {
        this.nanoTime = nanoTime;
        this.processorTime = processorTime;
    }

    /** Percent of one core, between the last time this was asked and now; 0 at first. */
    synchronized double cpuPercent() {
        long now = nanoTime.getAsLong();
        Duration before = usedBefore;
        if (before == null) {
            remember(now, processorTime.get());
        } else if (now - sinceNanos >= SHORTEST_SPAN_NANOS) {
            Duration used = processorTime.get();
            percent = Math.round(1000.0 * used.minus(before).toNanos() / (now - sinceNanos)) / 10.0;
            remember(now, used);
        }
        return percent;
    }

    private void remember(long now, Duration used) {
        sinceNanos = now;
        usedBefore = used;
    }

    /** Resident bytes where the system tells, else those of the heap. */
    static long memoryBytes() {
        try {
            for (String line : Files.readAllLines(STATUS)) {
                if (line.startsWith(RESIDENT)) {
                    String kilobytes = line.substring(RESIDENT.length()).replace("kB", "");
                    return Long.parseLong(kilobytes.strip()) * 1024;
                }
            }
        } catch (IOException | NumberFormatException e) {
            System.getLogger(ProcessUsage.class.getName())
                    .log(System.Logger.Level.DEBUG, "the system does not tell the resident memory", e);
        }
        return Runtime.getRuntime().totalMemory();
    }
}
