package io.quoll.jetstream.stream;

import io.quoll.message.Publication;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * What a reply subject says of one message of a fast batch.
 *
 * <pre>
 *   inbox . id . flow . ok|fail . sequence . operation . $FI
 * </pre>
 *
 * @param flow after how many messages the publisher wants to hear something, at most
 * @param gapsAllowed whether messages may be missing
 */
record FastBatchStep(String id, int flow, boolean gapsAllowed, long sequence, Operation operation) {

    private static final byte[] SUFFIX = ".$FI".getBytes(StandardCharsets.US_ASCII);
    private static final int PARTS = 7;
    private static final int DEFAULT_FLOW = 10;
    private static final int MOST_FLOW = 65_535;

    /** In the order of their numbers. */
    enum Operation {
        START,
        APPEND,
        COMMIT,
        END,
        PING
    }

    /** Whether the message belongs to a fast batch, be it understood or not. */
    static boolean isOne(Publication message) {
        int length = message.replyLength();
        if (length <= SUFFIX.length) {
            return false;
        }
        int at = message.replyStart() + length - SUFFIX.length;
        for (int i = SUFFIX.length - 1; i >= 0; i--) {
            if (message.bytes().get(at + i) != SUFFIX[i]) {
                return false;
            }
        }
        return true;
    }

    /** The step, or null if the subject is none that is understood. */
    static @Nullable FastBatchStep of(Publication message) {
        String[] tokens = Subjects.text(message.copyReply()).split("\\.", -1);
        int last = tokens.length - 1;
        if (tokens.length < PARTS) {
            return null;
        }
        long number = number(tokens[last - 1]);
        long sequence = number(tokens[last - 2]);
        String gaps = tokens[last - 3];
        if (number < 0
                || number >= Operation.values().length
                || sequence <= 0
                || !gaps.equals("ok") && !gaps.equals("fail")) {
            return null;
        }
        Operation operation = Operation.values()[(int) number];
        if (operation == Operation.START && sequence != 1
                || operation == Operation.APPEND && sequence == 1
                || operation == Operation.END && sequence == 1) {
            return null;
        }
        long flow = number(tokens[last - 4]);
        return new FastBatchStep(
                tokens[last - 5],
                flow <= 0 ? DEFAULT_FLOW : (int) Math.min(flow, MOST_FLOW),
                gaps.equals("ok"),
                sequence,
                operation);
    }

    private static long number(String text) {
        try {
            return Long.parseLong(text);
        } catch (NumberFormatException e) {
            return -1;
        }
    }

    boolean commits() {
        return operation == Operation.COMMIT || operation == Operation.END;
    }
}
