package io.quoll.bench;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What a run measured, and why it failed if it did. */
record RunResult(
        BenchOptions options,
        List<Direction> directions,
        LatencyHistogram latencies,
        Duration elapsed,
        Duration toolCpu,
        long missing,
        @Nullable String failure) {

    private static final double[] PERCENTILES = {50, 90, 99, 99.9};

    boolean isOk() {
        return failure == null;
    }

    /** The summary for a person. */
    String text() {
        StringBuilder text = new StringBuilder();
        for (Direction direction : directions) {
            text.append(String.format(
                    Locale.ROOT,
                    "%-9s %s messages in %s by %d connection%s: %s, %s%n",
                    direction.name(),
                    HumanUnits.count(direction.messages()),
                    HumanUnits.time(direction.nanos()),
                    direction.connections(),
                    direction.connections() == 1 ? "" : "s",
                    HumanUnits.rate(direction.messagesPerSecond()),
                    HumanUnits.throughput(direction.bytesPerSecond())));
        }
        if (latencies.count() > 0) {
            text.append("latency  ");
            for (double percentile : PERCENTILES) {
                text.append(' ')
                        .append(name(percentile))
                        .append(' ')
                        .append(HumanUnits.time(latencies.percentile(percentile)))
                        .append(' ');
            }
            text.append(" max ").append(HumanUnits.time(latencies.max())).append(System.lineSeparator());
        }
        if (!directions.isEmpty()) {
            text.append(String.format(
                    Locale.ROOT,
                    "tool      used %.2f processors%n",
                    toolCpu.toNanos() / (double) Math.max(1, elapsed.toNanos())));
        }
        return text.toString();
    }

    /** The same as one line of JSON. */
    String json() {
        JsonObject json = new JsonObject()
                .put("mode", options.mode().word())
                .put("server", options.server().place())
                .put("subject", options.pattern())
                .put("ok", isOk())
                .put("error", failure)
                .put("missing", missing)
                .put("seconds", elapsed.toNanos() / 1e9)
                .put("toolCpuSeconds", toolCpu.toNanos() / 1e9);
        if (BenchOption.SIZE.isKnownTo(options.mode())) {
            json.put("size", options.size());
        }
        for (Direction direction : directions) {
            json.put(
                    direction.name(),
                    new JsonObject()
                            .put("connections", direction.connections())
                            .put("messages", direction.messages())
                            .put("bytes", direction.bytes())
                            .put("seconds", direction.seconds())
                            .put("messagesPerSecond", direction.messagesPerSecond())
                            .put("bytesPerSecond", direction.bytesPerSecond()));
        }
        if (latencies.count() > 0) {
            JsonObject micros = new JsonObject().put("count", latencies.count());
            for (double percentile : PERCENTILES) {
                micros.put(name(percentile), latencies.percentile(percentile) / 1e3);
            }
            json.put("latencyMicros", micros.put("max", latencies.max() / 1e3));
        }
        return json.toString();
    }

    private static String name(double percentile) {
        return "p"
                + (percentile == Math.rint(percentile)
                        ? Long.toString((long) percentile)
                        : Double.toString(percentile));
    }
}
