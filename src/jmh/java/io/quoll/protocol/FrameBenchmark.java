package io.quoll.protocol;

import io.quoll.message.Publication;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Decoding a full receive buffer of messages, and encoding each for one or eight receivers. Times are for one message; run
 * with {@code -prof gc} to see that nothing is allocated.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(
        value = 1,
        jvmArgsAppend = {"-Xmx512m", "-XX:+UseSerialGC"})
public class FrameBenchmark {

    private static final int MESSAGES = 1024;

    /** What the publisher sends: the same line, another subject each time, or another reply each time. */
    @Param({"same", "subjects", "replies", "headers"})
    String lines = "same";

    private ByteBuffer in = ByteBuffer.allocateDirect(0);
    private ByteBuffer out = ByteBuffer.allocateDirect(0);
    private int end;
    private final Sid[] sameSids = new Sid[8];
    private final Sid[] otherSids = new Sid[8];
    private final FrameEncoder encoder = new FrameEncoder();
    private final Receiver receiver = new Receiver();
    private final FrameDecoder decoder = new FrameDecoder(receiver, 4096, 1 << 20);

    @Setup
    public void write() {
        in = ByteBuffer.allocateDirect(MESSAGES * 128).order(ByteOrder.LITTLE_ENDIAN);
        out = ByteBuffer.allocateDirect(4096).order(ByteOrder.LITTLE_ENDIAN);
        for (int i = 0; i < MESSAGES; i++) {
            in.put(line(i).getBytes(StandardCharsets.US_ASCII));
        }
        end = in.position();
        in.clear();
        decoder.agreeOnHeaders(true);
        for (int i = 0; i < sameSids.length; i++) {
            sameSids[i] = new Sid("7".getBytes(StandardCharsets.US_ASCII));
            otherSids[i] = new Sid(Integer.toString(100 + i).getBytes(StandardCharsets.US_ASCII));
        }
    }

    private String line(int index) {
        String payload = "0123456789abcdef\r\n";
        return switch (lines) {
            case "same" -> "PUB orders.eu.placed 16\r\n" + payload;
            case "subjects" -> "PUB orders.eu.placed." + index + " 16\r\n" + payload;
            case "replies" -> "PUB orders.eu.placed _INBOX.abcdefgh." + index + " 16\r\n" + payload;
            case "headers" -> "HPUB orders.eu.placed 20 36\r\nNATS/1.0\r\nA: bcd\r\n\r\n" + payload;
            default -> throw new IllegalStateException(lines);
        };
    }

    @Benchmark
    @OperationsPerInvocation(MESSAGES)
    public long decode() {
        return run(null);
    }

    @Benchmark
    @OperationsPerInvocation(MESSAGES)
    public long decodeAndEncodeForEightOfTheSameId() {
        return run(sameSids);
    }

    @Benchmark
    @OperationsPerInvocation(MESSAGES)
    public long decodeAndEncodeForEightOfOtherIds() {
        return run(otherSids);
    }

    private long run(Sid @Nullable [] sids) {
        receiver.sids = sids;
        return decoder.decode(in, 0, end) + receiver.bytes;
    }

    /** Encodes each message for every id, over and over into the same bytes. */
    private final class Receiver implements ClientFrameHandler {
        private Sid @Nullable [] sids;
        private long bytes;

        @Override
        public void onPublish(Publication publication) {
            Sid[] receivers = sids;
            if (receivers == null) {
                bytes += publication.bodyLength();
                return;
            }
            for (Sid sid : receivers) {
                bytes += encoder.write(out, 0, publication, sid, true);
            }
        }

        @Override
        public void onConnect(byte[] json) {}

        @Override
        public void onSubscribe(byte[] subject, byte @Nullable [] queue, byte[] sid) {}

        @Override
        public void onUnsubscribe(byte[] sid, long max) {}

        @Override
        public void onPing() {}

        @Override
        public void onPong() {}

        @Override
        public void onProtocolError(ProtocolError error, String detail) {
            throw new IllegalStateException(error + " " + detail);
        }
    }
}
