package io.quoll.bench.http;

import io.quoll.testkit.RawHttp2;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** One streaming publish over h2c whose receipts come back meanwhile; over when the last message has its receipt. */
final class StreamingPublish implements RawHttp2.Receiver {

    private static final Pattern LAST = Pattern.compile("\"last\":(\\d+),\"status\":(\\d+)");
    private static final int KEPT = 512;

    private final LoadOptions options;
    private final int messages;
    private final StringBuilder receipts = new StringBuilder();
    private volatile boolean ended;
    private volatile String trouble = "";

    StreamingPublish(LoadOptions options) {
        this.options = options;
        this.messages = options.number("messages", 2_000_000);
    }

    String run() throws IOException, InterruptedException {
        int batch = options.number("batch", 64);
        byte[] one = message();
        byte[] many = new byte[batch * one.length];
        for (int i = 0; i < batch; i++) {
            System.arraycopy(one, 0, many, i * one.length, one.length);
        }
        int payloadAt = one.length - options.size() - (isFrames() ? 0 : 3);
        try (RawHttp2 connection = new RawHttp2(options.httpPort(), 4 << 20, 16_384, this)) {
            Throughput cost = new Throughput(options.server(), 0);
            int stream = connection.request(
                    "POST",
                    "/v1/subjects",
                    Map.of("content-type", options.mediaType(), "accept", "application/x-ndjson"),
                    true);
            Thread reader = new Thread(() -> read(connection), "receipts");
            reader.start();
            for (long sent = 0; sent < messages && !ended; ) {
                int some = (int) Math.min(batch, messages - sent);
                for (int i = 0; i < some; i++) {
                    NumberedPayload.write(many, i * one.length + payloadAt, sent++);
                }
                connection.upload(stream, many, some * one.length, sent == messages);
            }
            reader.join();
            check();
            return cost.until(messages);
        }
    }

    private boolean isFrames() {
        return options.text("format", "frames").equals("frames");
    }

    private byte[] message() throws IOException {
        String subject = options.text("subject", "load.published");
        byte[] payload = NumberedPayload.of(options.size());
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        if (isFrames()) {
            ByteBuffer head = ByteBuffer.allocate(14);
            head.putInt(10 + subject.length() + payload.length).put((byte) 1).put((byte) 0);
            head.putShort((short) subject.length());
            out.write(head.array());
            out.write(HttpLoad.ascii(subject));
            out.write(payload);
        } else {
            out.write(HttpLoad.ascii("{\"subject\":\"" + subject + "\",\"payload\":\""));
            out.write(payload);
            out.write(HttpLoad.ascii("\"}\n"));
        }
        return out.toByteArray();
    }

    private void read(RawHttp2 connection) {
        try {
            while (!ended) {
                connection.readFrame();
            }
        } catch (IOException e) {
            ended = true;
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void onHead(int stream, int status) {
        if (status != 200) {
            trouble = "status " + status;
        }
    }

    @Override
    public void onData(int stream, byte[] bytes, int from, int to) {
        receipts.append(new String(Arrays.copyOfRange(bytes, from, to), StandardCharsets.UTF_8));
        if (receipts.indexOf("problem") >= 0) {
            trouble = receipts.toString();
        }
        receipts.delete(0, Math.max(0, receipts.length() - KEPT));
    }

    @Override
    public void onEnd(int stream) {
        ended = true;
    }

    private void check() {
        long last = 0;
        for (Matcher matcher = LAST.matcher(receipts); matcher.find(); ) {
            last = Long.parseLong(matcher.group(1));
        }
        if (last != messages || !trouble.isEmpty()) {
            throw new IllegalStateException("the last receipt is for " + last + "; " + trouble);
        }
    }
}
