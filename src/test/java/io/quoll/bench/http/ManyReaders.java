package io.quoll.bench.http;

import io.quoll.testkit.RawHttp2;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/**
 * Many readers of Server-Sent Events at a time, each over HTTP/1.1 with a connection of its own or, with {@code --per} streams
 * of one, over h2c: what they take up while nothing comes, and whether each gets everything that then comes.
 */
final class ManyReaders {

    private static final String PATH = "/v1/subjects/load.readers";
    private static final int WARM = 200;
    private static final byte[] DATA = "data:".getBytes(StandardCharsets.US_ASCII);

    private final LoadOptions options;
    private final ServerProcess server;
    private final int count;
    private final int messages;
    private final AtomicLong heads = new AtomicLong();
    private final AtomicLong events = new AtomicLong();
    private volatile boolean over;

    ManyReaders(LoadOptions options) {
        this.options = options;
        this.server = options.server();
        this.count = options.number("count", 10_000);
        this.messages = options.number("messages", 20);
    }

    String run() throws Exception {
        try (AutoCloseable ignored = open(WARM)) {
            publish(WARM);
        }
        await(() -> true);
        TimeUnit.SECONDS.sleep(1);
        server.collectGarbage();
        long before = server.residentKilobytes(true);
        heads.set(0);
        events.set(0);
        over = false;
        try (AutoCloseable ignored = open(count)) {
            TimeUnit.SECONDS.sleep(1);
            long asItIs = server.residentKilobytes(true);
            server.collectGarbage();
            long idle = server.residentKilobytes(true);
            Throughput cost = new Throughput(server, 0);
            publish(count);
            String took = cost.until((long) count * messages);
            long after = server.residentKilobytes(true);
            server.collectGarbage();
            return "%,d readers: %.1f KB each as they came, %.1f KB after a collection, %.1f KB after messages, %.1f KB after both; %s"
                    .formatted(
                            count,
                            (asItIs - before) / (double) count,
                            (idle - before) / (double) count,
                            (after - before) / (double) count,
                            (server.residentKilobytes(true) - before) / (double) count,
                            took);
        }
    }

    private AutoCloseable open(int readers) throws Exception {
        return options.number("per", 0) == 0 ? openSockets(readers) : openStreams(readers, options.number("per", 0));
    }

    private void publish(int readers) throws Exception {
        try (NatsPublisher publisher = new NatsPublisher(options.natsPort(), "load.readers", options.size())) {
            for (int i = 0; i < messages; i++) {
                publisher.publish(1);
            }
            long wanted = (long) readers * messages;
            await(() -> events.get() >= wanted);
            if (events.get() != wanted) {
                throw new IllegalStateException(events.get() + " messages came instead of " + wanted);
            }
        }
    }

    private interface Condition {
        boolean holds();
    }

    private void await(Condition condition) {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        while (!condition.holds()) {
            if (System.nanoTime() > deadline) {
                throw new IllegalStateException(heads + " readers and " + events + " messages are there");
            }
            LockSupport.parkNanos(100_000);
        }
    }

    /** Counts messages by how their lines begin, which no length of a chunk does. */
    private final class Lines {
        private int matched;

        void take(byte[] bytes, int from, int to) {
            for (int i = from; i < to; i++) {
                if (matched < DATA.length && bytes[i] == DATA[matched]) {
                    matched++;
                    if (matched == DATA.length) {
                        events.incrementAndGet();
                    }
                } else {
                    matched = bytes[i] == '\n' ? 0 : DATA.length;
                }
            }
        }
    }

    private AutoCloseable openStreams(int readers, int perConnection) throws Exception {
        List<RawHttp2> connections = new ArrayList<>();
        for (int opened = 0; opened < readers; opened += perConnection) {
            Map<Integer, Lines> lines = new HashMap<>();
            RawHttp2.Receiver receiver = new RawHttp2.Receiver() {
                @Override
                public void onHead(int stream, int status) {
                    if (status == 200) {
                        heads.incrementAndGet();
                    }
                }

                @Override
                public void onData(int stream, byte[] bytes, int from, int to) {
                    lines.computeIfAbsent(stream, ignored -> new Lines()).take(bytes, from, to);
                }

                @Override
                public void onEnd(int stream) {
                    throw new IllegalStateException("a stream has ended");
                }
            };
            RawHttp2 connection = new RawHttp2(options.httpPort(), 1 << 20, 16_384, receiver);
            connections.add(connection);
            for (int i = 0; i < Math.min(perConnection, readers - opened); i++) {
                connection.request("GET", PATH, Map.of("accept", "text/event-stream"), false);
            }
            Thread thread = new Thread(() -> readOn(connection), "reader");
            thread.setDaemon(true);
            thread.start();
        }
        await(() -> heads.get() >= readers);
        return () -> {
            over = true;
            for (RawHttp2 connection : connections) {
                connection.close();
            }
        };
    }

    private void readOn(RawHttp2 connection) {
        try {
            while (!over) {
                connection.readFrame();
            }
        } catch (IOException e) {
            if (!over) {
                throw new IllegalStateException(e);
            }
        }
    }

    private AutoCloseable openSockets(int readers) throws Exception {
        Selector selector = Selector.open();
        byte[] request = ("GET " + PATH + " HTTP/1.1\r\nHost: localhost\r\nAccept: text/event-stream\r\n\r\n")
                .getBytes(StandardCharsets.US_ASCII);
        Thread thread = new Thread(() -> select(selector), "readers");
        for (int i = 0; i < readers; i++) {
            SocketChannel channel =
                    SocketChannel.open(new InetSocketAddress(InetAddress.getLoopbackAddress(), options.httpPort()));
            channel.write(ByteBuffer.wrap(request));
            channel.configureBlocking(false);
            channel.register(selector, SelectionKey.OP_READ, new Lines());
        }
        thread.setDaemon(true);
        thread.start();
        await(() -> heads.get() >= readers);
        return () -> {
            over = true;
            thread.join();
            for (SelectionKey key : selector.keys()) {
                key.channel().close();
            }
            selector.close();
        };
    }

    private void select(Selector selector) {
        ByteBuffer buffer = ByteBuffer.allocate(64 * 1024);
        try {
            while (!over) {
                selector.select(100);
                for (SelectionKey key : selector.selectedKeys()) {
                    int bytes = ((SocketChannel) key.channel()).read(buffer.clear());
                    if (bytes < 0) {
                        throw new IllegalStateException("a reader was cut off");
                    }
                    take((Lines) key.attachment(), buffer.array(), bytes);
                }
                selector.selectedKeys().clear();
            }
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private void take(Lines lines, byte[] bytes, int length) {
        if (length > 12 && bytes[0] == 'H' && bytes[1] == 'T') {
            if (bytes[9] != '2') {
                throw new IllegalStateException(new String(bytes, 0, length, StandardCharsets.UTF_8));
            }
            heads.incrementAndGet();
        }
        lines.take(bytes, 0, length);
    }
}
