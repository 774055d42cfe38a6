package io.quoll.bench;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;

/** Sends each request back to where its reply is wanted, all replies to one read in as few writes as possible. */
final class Responder extends Worker {

    private static final int WRITE_BYTES = 64 << 10;
    private static final byte[] PUB = "PUB ".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] HPUB = "HPUB ".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] CRLF = "\r\n".getBytes(StandardCharsets.US_ASCII);

    private final String pattern;
    private final @Nullable String queue;
    private final Goal goal;
    private final WriteBuffer replies;
    private final CountDownLatch ready = new CountDownLatch(1);

    Responder(String name, NatsConnection connection, RunSignals signals, BenchOptions options, Goal goal) {
        super(name, connection, signals);
        this.pattern = options.pattern();
        this.queue = options.queue();
        this.goal = goal;
        this.replies = new WriteBuffer(connection.writes(), WRITE_BYTES);
    }

    @Override
    void work() throws IOException {
        NatsConnection connection = connection();
        FrameReader reader = connection.reader();
        connection.subscribe(pattern, queue);
        connection.ping();
        while (goal.reached().getCount() > 0) {
            connection.fill();
            long messages = 0;
            long bytes = 0;
            for (Frame frame = connection.take(); frame != Frame.NONE; frame = connection.take()) {
                if (frame == Frame.MESSAGE && reader.replyLength() > 0) {
                    messages++;
                    bytes += reader.payloadLength();
                    reply(reader);
                } else if (frame == Frame.PONG) {
                    ready.countDown();
                }
            }
            if (messages > 0) {
                replies.flush();
                meter().add(messages, bytes, System.nanoTime());
                goal.add(messages);
            }
        }
        // The last replies must have been read by the server before the connection is closed.
        connection.ping();
        while (connection.take() != Frame.PONG) {
            connection.fill();
        }
    }

    private void reply(FrameReader request) throws IOException {
        byte[] bytes = request.bytes();
        replies.put(request.headerLength() > 0 ? HPUB : PUB);
        replies.put(bytes, request.replyStart(), request.replyLength());
        if (request.headerLength() > 0) {
            replies.put(' ');
            replies.putNumber(request.headerLength());
        }
        replies.put(' ');
        replies.putNumber(request.bodyLength());
        replies.put(CRLF);
        replies.put(bytes, request.bodyStart(), request.bodyLength());
        replies.put(CRLF);
    }

    /** Counted down when the server has registered the subscription. */
    CountDownLatch ready() {
        return ready;
    }
}
