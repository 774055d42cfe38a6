package io.quoll.bench;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Keeps a number of requests open and times each until its reply. One thread sends and receives, so that no hand-over
 * between threads is measured.
 *
 * <p>The reply subject ends in {@value #KEY_LENGTH} hexadecimal digits: four for the place among the open requests, eight
 * that count, which tell a late or second reply from the one that is waited for.
 */
final class Requester extends Worker {

    private static final int WRITE_BYTES = 64 << 10;
    private static final int PLACE_DIGITS = 4;
    private static final int KEY_LENGTH = PLACE_DIGITS + 8;
    private static final byte[] DIGITS = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);

    private final BenchOptions options;
    private final long share;
    private final String inbox;
    private final byte[][] heads;
    private final byte[] tail;
    private final byte[] key = new byte[KEY_LENGTH];
    private final WriteBuffer requests;

    private final long[] sentAt;
    private final int[] numbers;
    private final int[] free;
    private int freeCount;

    Requester(String name, NatsConnection connection, RunSignals signals, BenchOptions options, long share) {
        super(name, connection, signals);
        this.options = options;
        this.share = share;
        inbox = "_INBOX." + Long.toUnsignedString(ThreadLocalRandom.current().nextLong(), 36) + ".";
        heads = new byte[options.subjects()][];
        for (int i = 0; i < heads.length; i++) {
            String head = (options.headers() ? "HPUB " : "PUB ") + options.subject(i) + " " + inbox;
            heads[i] = head.getBytes(StandardCharsets.UTF_8);
        }
        tail = tail(options);
        requests = new WriteBuffer(connection.writes(), WRITE_BYTES);
        int places = (int) Math.min(options.inFlight(), share);
        sentAt = new long[places];
        numbers = new int[places];
        free = new int[places];
        for (int place = 0; place < places; place++) {
            free[freeCount++] = place;
        }
    }

    private static byte[] tail(BenchOptions options) {
        String payload = new String(PublishFrames.payload(options.size()), StandardCharsets.US_ASCII);
        String header = new String(PublishFrames.HEADER, StandardCharsets.US_ASCII);
        String tail = options.headers()
                ? " " + header.length() + " " + (header.length() + payload.length()) + "\r\n" + header + payload
                : " " + payload.length() + "\r\n" + payload;
        return (tail + "\r\n").getBytes(StandardCharsets.US_ASCII);
    }

    @Override
    void work() throws IOException, RunFailure {
        connection().subscribe(inbox + "*", null);
        Pace pace = new Pace(options.rate() / options.publishers(), System::nanoTime);
        meter().start(System.nanoTime());
        long sent = 0;
        while (true) {
            int firstSent = freeCount;
            while (freeCount > 0 && sent < share && !signals().isStopped()) {
                if (pace.await(sent, 1, signals()::isStopped) == 0) {
                    break;
                }
                freeCount--;
                append(free[freeCount], sent);
                sent++;
            }
            long now = options.rate() > 0 && sent > 0 ? pace.startOf(sent - 1) : System.nanoTime();
            for (int i = freeCount; i < firstSent; i++) {
                sentAt[free[i]] = now;
            }
            requests.flush();
            if (freeCount == free.length) {
                return;
            }
            connection().fill();
            receive(System.nanoTime());
        }
    }

    private void append(int place, long number) throws IOException {
        numbers[place] = (int) number;
        long bits = ((long) place << 32) | (number & 0xFFFF_FFFFL);
        for (int i = KEY_LENGTH - 1; i >= 0; i--) {
            key[i] = DIGITS[(int) (bits & 15)];
            bits >>>= 4;
        }
        requests.put(heads[(int) (number % heads.length)]);
        requests.put(key);
        requests.put(tail);
    }

    private void receive(long now) throws IOException, RunFailure {
        FrameReader reader = connection().reader();
        long messages = 0;
        long bytes = 0;
        for (Frame frame = connection().take();
                frame != Frame.NONE;
                frame = connection().take()) {
            if (frame != Frame.MESSAGE) {
                continue;
            }
            if (reader.isNoResponders()) {
                throw new RunFailure("no responders: nobody subscribes to " + options.pattern()
                        + ", start one with: quoll bench reply");
            }
            long bits = key(reader);
            int place = (int) (bits >>> 32);
            if (place < sentAt.length && sentAt[place] != 0 && numbers[place] == (int) bits) {
                latencies().record(now - sentAt[place]);
                sentAt[place] = 0;
                free[freeCount++] = place;
                messages++;
                bytes += reader.payloadLength();
            }
        }
        if (messages > 0) {
            meter().add(messages, bytes, now);
        }
    }

    private static long key(FrameReader reply) {
        long bits = 0;
        int end = reply.subjectEnd();
        for (int at = end - KEY_LENGTH; at < end; at++) {
            bits = (bits << 4) | (Character.digit(reply.bytes()[at], 16) & 15);
        }
        return bits;
    }
}
