package io.quoll.bench.http;

import io.quoll.testkit.RawHttp2;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * Measures the HTTP API of a server that is there already, with {@code --http} and {@code --nats} for its ports and {@code
 * --pid} for its process.
 *
 * <pre>
 *   subscribe   --messages --size --format --backlog   one stream out of a subject that is published to over TCP all the while
 *   drain       the same, read only when the backlog is there
 *   read        --stream --messages …                  one stream out of a stream that holds the messages, from its beginning
 *   fill        --stream --subject --messages          what read reads
 *   publish     --subject --messages --batch --format  one streaming publish; --batch messages in a frame
 *   latency     --messages --rate                      single messages, TCP in and HTTP out
 *   post        --messages                             single messages, a request each, one after the other
 *   readers     --count --messages --http1             many Server-Sent Event readers at a time, and what they take up
 * </pre>
 */
public final class HttpLoad {

    private static final String SUBJECT = "load.subject";

    private final LoadOptions options;
    private final ServerProcess server;
    private final int messages;

    private HttpLoad(LoadOptions options) {
        this.options = options;
        this.server = options.server();
        this.messages = options.number("messages", 2_000_000);
    }

    /** Prints one line a round. */
    public static void main(String[] arguments) throws Exception {
        Thread.setDefaultUncaughtExceptionHandler((thread, failure) -> {
            say(thread.getName() + " failed: " + failure);
            Runtime.getRuntime().halt(1);
        });
        HttpLoad load = new HttpLoad(LoadOptions.of(arguments, 1));
        int rounds = load.options.number("rounds", 1);
        for (int i = 0; i < rounds; i++) {
            say(arguments[0] + " " + load.options.given() + ": " + load.run(arguments[0]));
        }
    }

    private static void say(String line) {
        System.out.println(line);
    }

    private String run(String scenario) throws Exception {
        return switch (scenario) {
            case "subscribe" -> subscribe();
            case "drain" -> drain();
            case "read" -> readStream();
            case "fill" -> fill();
            case "publish" -> new StreamingPublish(options).run();
            case "latency" -> latency();
            case "post" -> post();
            case "readers" -> new ManyReaders(options).run();
            default -> throw new IllegalArgumentException("no such scenario: " + scenario);
        };
    }

    private ScannedStream open(String path) throws Exception {
        ScannedStream stream = new ScannedStream(options, options.scan());
        stream.connection().request("GET", path, Map.of("accept", options.mediaType()), false);
        return stream;
    }

    private String subscribe() throws Exception {
        int backlog = options.number("backlog", 20_000);
        try (ScannedStream stream = open("/v1/subjects/" + SUBJECT);
                NatsPublisher publisher = new NatsPublisher(options.natsPort(), SUBJECT, options.size())) {
            stream.readApart();
            stream.awaitHead();
            Throughput cost = new Throughput(server, 0);
            while (publisher.published() < messages) {
                if (publisher.published() - stream.scan().seen() < backlog) {
                    publisher.publish(messages - (int) publisher.published());
                } else {
                    LockSupport.parkNanos(1);
                }
            }
            await(stream.scan(), messages);
            return cost.until(messages);
        }
    }

    private String drain() throws Exception {
        int backlog = options.number("backlog", 40_000);
        long total = 0;
        try (ScannedStream stream = open("/v1/subjects/" + SUBJECT);
                NatsPublisher publisher = new NatsPublisher(options.natsPort(), SUBJECT, options.size())) {
            while (!stream.hasBegun()) {
                stream.connection().readFrame();
            }
            long nanos = 0;
            long cpu = 0;
            while (total < messages) {
                while (publisher.published() < total + backlog) {
                    publisher.publish((int) (total + backlog - publisher.published()));
                }
                TimeUnit.MILLISECONDS.sleep(50);
                long began = System.nanoTime();
                long cpuBefore = server.cpuNanos();
                while (stream.scan().seen() < total + backlog) {
                    stream.connection().readFrame();
                }
                nanos += System.nanoTime() - began;
                cpu += server.cpuNanos() - cpuBefore;
                total += backlog;
            }
            return "%,d messages: %,.0f a second, %.3f µs of the server's CPU each"
                    .formatted(total, total * 1e9 / nanos, cpu / 1e3 / total);
        }
    }

    private String readStream() throws Exception {
        String path = "/v1/streams/" + options.text("stream", "LOAD") + "/messages?follow=false&max=" + messages;
        Throughput cost = new Throughput(server, 0);
        try (ScannedStream stream = open(path)) {
            stream.read();
            return cost.until(stream.scan().seen());
        }
    }

    /** As fast as the server takes it; the stream is awaited by reading its last message. */
    private String fill() throws Exception {
        try (NatsPublisher publisher =
                new NatsPublisher(options.natsPort(), options.text("subject", "filled"), options.size())) {
            Throughput cost = new Throughput(server, 0);
            while (publisher.published() < messages) {
                publisher.publish(messages - (int) publisher.published());
            }
            return cost.until(messages);
        }
    }

    private String latency() throws Exception {
        long gap = TimeUnit.SECONDS.toNanos(1) / options.number("rate", 1000);
        Stamps stamps = new Stamps(messages);
        try (ScannedStream stream = open("/v1/subjects/" + SUBJECT);
                NatsPublisher publisher = new NatsPublisher(options.natsPort(), SUBJECT, options.size())) {
            Thread reader = new Thread(() -> readStamps(stream, stamps), "reader");
            reader.start();
            stream.awaitHead();
            Throughput cost = new Throughput(server, 0);
            long due = System.nanoTime();
            for (int i = 0; i < messages; i++) {
                for (long rest = due - System.nanoTime(); rest > 0; rest = due - System.nanoTime()) {
                    LockSupport.parkNanos(rest);
                }
                due = Math.max(due + gap, System.nanoTime());
                publisher.publishStamped();
            }
            reader.join();
            return stamps.summary() + "; " + cost.until(messages);
        }
    }

    private void readStamps(ScannedStream stream, Stamps stamps) {
        try {
            while (stream.scan().seen() < messages) {
                long before = stream.scan().seen();
                stream.connection().readFrame();
                if (stream.scan().seen() > before) {
                    stamps.add(Stamps.now() - stream.scan().stamp());
                }
            }
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private String post() throws Exception {
        Stamps stamps = new Stamps(messages);
        byte[] payload = NumberedPayload.of(options.size());
        boolean[] ended = new boolean[1];
        RawHttp2.Receiver receiver = new RawHttp2.Receiver() {
            @Override
            public void onHead(int stream, int status) {
                if (status / 100 != 2) {
                    throw new IllegalStateException("status " + status);
                }
            }

            @Override
            public void onData(int stream, byte[] bytes, int from, int to) {}

            @Override
            public void onEnd(int stream) {
                ended[0] = true;
            }
        };
        try (RawHttp2 connection = new RawHttp2(options.httpPort(), 1 << 20, 16_384, receiver)) {
            Throughput cost = new Throughput(server, 0);
            for (int i = 0; i < messages; i++) {
                ended[0] = false;
                long began = System.nanoTime();
                int stream = connection.request(
                        "POST", "/v1/subjects/" + SUBJECT, Map.of("content-type", "text/plain"), true);
                connection.upload(stream, payload, payload.length, true);
                while (!ended[0]) {
                    connection.readFrame();
                }
                stamps.add(System.nanoTime() - began);
            }
            return stamps.summary() + "; " + cost.until(messages);
        }
    }

    static void await(MessageScan scan, long count) {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        while (scan.seen() < count) {
            if (System.nanoTime() > deadline) {
                throw new IllegalStateException("only " + scan.seen() + " of " + count + " came");
            }
            LockSupport.parkNanos(10_000);
        }
    }

    static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
