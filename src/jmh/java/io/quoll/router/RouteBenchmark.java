package io.quoll.router;

import io.quoll.message.Message;
import io.quoll.message.Publication;
import java.nio.charset.StandardCharsets;
import java.util.SplittableRandom;
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

/**
 * Finding the receivers of a message among a million subscriptions, by the lane's cache, on so many subjects in random
 * order; alone, and with a subscription to another subject coming and going before each message.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(
        value = 1,
        jvmArgsAppend = {"-Xmx2g", "-XX:+UseSerialGC"})
public class RouteBenchmark {

    private static final int SUBSCRIPTIONS = 1_000_000;

    @Param({"1", "1000", "100000"})
    int subjects = 1;

    private final MessageSink nobody = (subscription, message, lane) -> true;
    private final SubjectRouter router = new SubjectRouter(1);
    private final RoutingLane lane = router.lane(0);
    private final SplittableRandom random = new SplittableRandom(42);
    private Publication[] messages = {};
    private Subscription passer = new Subscription(bytes("other.subject.1"), null, nobody);

    @Setup
    public void subscribe() {
        for (int i = 0; i < SUBSCRIPTIONS; i++) {
            router.subscribe(new Subscription(bytes("orders.eu.placed." + i), null, nobody));
        }
        messages = new Publication[subjects];
        for (int i = 0; i < subjects; i++) {
            messages[i] = Publication.of(Message.of("orders.eu.placed." + i, new byte[16]));
        }
    }

    @Benchmark
    public int publish() {
        Publication message = messages[random.nextInt(subjects)];
        return lane.publish(message, lane.route(message), null);
    }

    @Benchmark
    public int publishWhileOthersComeAndGo() {
        router.subscribe(passer);
        router.unsubscribe(passer);
        return publish();
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
