package io.quoll.message;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/** Changes a header block as it stands on the wire, byte for byte, order and repetition included. Stateless. */
public final class HeaderBlock {

    private static final byte[] FIRST_LINE = "NATS/1.0\r\n".getBytes(StandardCharsets.US_ASCII);

    private HeaderBlock() {}

    /** The message's header block, empty where it has none. */
    public static byte[] of(Publication message) {
        byte[] block = new byte[message.headerLength()];
        message.bytes().get(message.bodyStart(), block);
        return block;
    }

    /**
     * The block with one line of that name, at the end, whatever lines of that name it had; in either case of letters, since
     * receivers look for names in either.
     */
    public static byte[] with(byte[] block, String name, String value) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(block.length + name.length() + value.length() + 16);
        if (block.length == 0) {
            out.writeBytes(FIRST_LINE);
        }
        int at = 0;
        int end = lineEnd(block, at);
        while (at < block.length && end > at) {
            if (at == 0 || !isNamed(block, at, end, name)) {
                out.write(block, at, Math.min(block.length, end + 2) - at);
            }
            at = end + 2;
            end = lineEnd(block, at);
        }
        String line = name + ": " + value.replace('\r', ' ').replace('\n', ' ') + "\r\n\r\n";
        out.writeBytes(line.getBytes(StandardCharsets.UTF_8));
        return out.toByteArray();
    }

    private static boolean isNamed(byte[] block, int from, int end, String name) {
        int colon = from;
        while (colon < end && block[colon] != ':') {
            colon++;
        }
        return new String(block, from, colon - from, StandardCharsets.UTF_8)
                .strip()
                .equalsIgnoreCase(name);
    }

    private static int lineEnd(byte[] block, int from) {
        for (int at = from; at + 1 < block.length; at++) {
            if (block[at] == '\r' && block[at + 1] == '\n') {
                return at;
            }
        }
        return block.length;
    }
}
