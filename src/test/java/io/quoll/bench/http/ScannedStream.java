package io.quoll.bench.http;

import io.quoll.testkit.RawHttp2;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CountDownLatch;

/** One stream of messages that comes in over a connection of its own, read by whoever calls {@link #read}. */
final class ScannedStream implements RawHttp2.Receiver, AutoCloseable {

    private final MessageScan scan;
    private final RawHttp2 connection;
    private final CountDownLatch begun = new CountDownLatch(1);
    private volatile int status;
    private volatile boolean ended;

    ScannedStream(LoadOptions options, MessageScan scan) throws IOException {
        this.scan = scan;
        this.connection = new RawHttp2(
                options.httpPort(), options.number("window", 4 << 20), options.number("frame", 16_384), this);
    }

    RawHttp2 connection() {
        return connection;
    }

    MessageScan scan() {
        return scan;
    }

    /** Reads on a thread of its own until the stream or the connection ends. */
    Thread readApart() {
        Thread thread = new Thread(this::read, "reader");
        thread.setDaemon(true);
        thread.start();
        return thread;
    }

    /** Reads until the stream ends. */
    void read() {
        try {
            while (!ended) {
                connection.readFrame();
            }
        } catch (IOException e) {
            if (!ended) {
                throw new UncheckedIOException(e);
            }
        }
    }

    /** Waits until the head of the response is there. */
    void awaitHead() throws InterruptedException {
        begun.await();
    }

    boolean hasBegun() {
        return begun.getCount() == 0;
    }

    @Override
    public void onHead(int stream, int head) {
        status = head;
        begun.countDown();
    }

    @Override
    public void onData(int stream, byte[] bytes, int from, int to) {
        if (status != 200) {
            throw new IllegalStateException(status + " " + new String(bytes, from, to - from, StandardCharsets.UTF_8));
        }
        scan.take(bytes, from, to);
    }

    @Override
    public void onEnd(int stream) {
        ended = true;
    }

    @Override
    public void close() throws IOException {
        ended = true;
        connection.close();
    }
}
