package io.quoll.bench.http;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Publishes numbered messages to one subject over TCP, many a write. */
final class NatsPublisher implements Closeable {

    private static final int PER_WRITE = 256;

    private final Socket socket;
    private final OutputStream out;
    private final byte[] frames;
    private final int frameLength;
    private final int payloadAt;
    private long next;

    NatsPublisher(int port, String subject, int size) throws IOException {
        this.socket = new Socket(InetAddress.getLoopbackAddress(), port);
        this.socket.setTcpNoDelay(true);
        this.out = socket.getOutputStream();
        byte[] head = ("PUB " + subject + " " + size + "\r\n").getBytes(StandardCharsets.UTF_8);
        byte[] frame = Arrays.copyOf(head, head.length + size + 2);
        System.arraycopy(NumberedPayload.of(size), 0, frame, head.length, size);
        frame[frame.length - 2] = '\r';
        frame[frame.length - 1] = '\n';
        this.frameLength = frame.length;
        this.payloadAt = head.length;
        this.frames = new byte[PER_WRITE * frame.length];
        for (int i = 0; i < PER_WRITE; i++) {
            System.arraycopy(frame, 0, frames, i * frame.length, frame.length);
        }
        out.write("CONNECT {\"verbose\":false}\r\nPING\r\n".getBytes(StandardCharsets.US_ASCII));
        await("PONG\r\n");
        Thread answers = new Thread(this::answerPings, "publisher's pings");
        answers.setDaemon(true);
        answers.start();
    }

    private void await(String end) throws IOException {
        StringBuilder said = new StringBuilder();
        while (said.indexOf(end) < 0) {
            int next = socket.getInputStream().read();
            if (next < 0) {
                throw new IOException("the server said " + said);
            }
            said.append((char) next);
        }
    }

    private void answerPings() {
        byte[] said = new byte[4096];
        try {
            InputStream in = socket.getInputStream();
            for (int count = in.read(said); count > 0; count = in.read(said)) {
                String text = new String(said, 0, count, StandardCharsets.UTF_8);
                if (text.contains("PING")) {
                    write("PONG\r\n".getBytes(StandardCharsets.US_ASCII), 6);
                } else if (text.contains("-ERR")) {
                    throw new IllegalStateException(text);
                }
            }
        } catch (IOException e) {
            // The run is over.
        }
    }

    private synchronized void write(byte[] bytes, int length) throws IOException {
        out.write(bytes, 0, length);
    }

    long published() {
        return next;
    }

    /** Publishes the next messages in one write. */
    void publish(int count) throws IOException {
        int some = Math.min(count, PER_WRITE);
        for (int i = 0; i < some; i++) {
            NumberedPayload.write(frames, i * frameLength + payloadAt, next++);
        }
        write(frames, some * frameLength);
    }

    /** Publishes one that carries the time. */
    void publishStamped() throws IOException {
        NumberedPayload.write(frames, payloadAt, next++);
        frames[payloadAt + NumberedPayload.DIGITS] = '@';
        NumberedPayload.write(frames, payloadAt + NumberedPayload.DIGITS + 1, Stamps.now());
        write(frames, frameLength);
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
