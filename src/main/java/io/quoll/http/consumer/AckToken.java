package io.quoll.http.consumer;

import io.quoll.http.problem.Problem;
import io.quoll.http.problem.ProblemException;
import io.quoll.http.problem.ProblemType;
import io.quoll.message.MessageBatch;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * One delivery of one message by one consumer, as a client hands it back to say what became of it. Names nobody: whose it is
 * follows from the path it is sent to and from who sends it, and both are judged then. So a token is neither a secret nor a
 * right, and works over any connection, after a restart too. The checksum covers account, stream and consumer, so that one that
 * was mixed up or cut short does nothing.
 *
 * <pre>
 *   ┌───────────┬──────────────┬────────────┬───────────────────────┬────────┬────────────┐
 *   │ version 1 │ deliveries 4 │ sequence 8 │ consumer's sequence 8 │ time 8 │ checksum 4 │  in base64url
 *   └───────────┴──────────────┴────────────┴───────────────────────┴────────┴────────────┘
 * </pre>
 */
public record AckToken(long deliveries, long sequence, long consumerSequence, long timeNanos) {

    private static final byte VERSION = 1;
    private static final int CHECKED = 1 + 4 + 8 + 8 + 8;
    private static final int LENGTH = CHECKED + 4;
    private static final byte[] ACK = "$JS.ACK.".getBytes(StandardCharsets.US_ASCII);
    private static final int FIRST_NUMBER = 4;
    private static final int NUMBERS = 5;

    /** The delivery that the batch is at, by its reply subject; {@code null} if it is none but a status. */
    public static @Nullable AckToken of(MessageBatch batch) {
        byte[] bytes = batch.array();
        int at = batch.replyStart();
        int end = at + batch.replyLength();
        if (end - at <= ACK.length) {
            return null;
        }
        for (int i = 0; i < ACK.length; i++) {
            if (bytes[at + i] != ACK[i]) {
                return null;
            }
        }
        long[] numbers = new long[NUMBERS];
        int token = 0;
        for (; at < end; at++) {
            if (bytes[at] == '.') {
                token++;
            } else if (token >= FIRST_NUMBER && token < FIRST_NUMBER + NUMBERS) {
                numbers[token - FIRST_NUMBER] = 10 * numbers[token - FIRST_NUMBER] + bytes[at] - '0';
            }
        }
        return new AckToken(numbers[0], numbers[1], numbers[2], numbers[3]);
    }

    byte[] text(ConsumerName consumer) {
        ByteBuffer bytes = ByteBuffer.allocate(LENGTH)
                .put(VERSION)
                .putInt((int) Math.min(Integer.MAX_VALUE, deliveries))
                .putLong(sequence)
                .putLong(consumerSequence)
                .putLong(timeNanos);
        bytes.putInt(checksum(bytes.array(), consumer));
        return Base64.getUrlEncoder().withoutPadding().encode(bytes.array());
    }

    /**
     * @throws ProblemException if it is no token of that consumer
     */
    static AckToken read(String text, ConsumerName consumer) {
        byte[] bytes;
        try {
            bytes = Base64.getUrlDecoder().decode(text);
        } catch (IllegalArgumentException e) {
            throw invalid("is not base64url");
        }
        if (bytes.length != LENGTH || bytes[0] != VERSION) {
            throw invalid("is no token");
        }
        ByteBuffer read = ByteBuffer.wrap(bytes);
        AckToken token = new AckToken(read.getInt(1), read.getLong(5), read.getLong(13), read.getLong(21));
        boolean possible = token.deliveries > 0 && token.sequence > 0 && token.consumerSequence > 0;
        if (!possible || token.timeNanos < 0 || read.getInt(CHECKED) != checksum(bytes, consumer)) {
            throw invalid("is not one of this consumer");
        }
        return token;
    }

    private static int checksum(byte[] bytes, ConsumerName consumer) {
        CRC32C crc = new CRC32C();
        crc.update(bytes, 0, CHECKED);
        String names = consumer.account() + '\n' + consumer.stream() + '\n' + consumer.consumer();
        crc.update(names.getBytes(StandardCharsets.UTF_8));
        return (int) crc.getValue();
    }

    private static ProblemException invalid(String fault) {
        return Problem.of(ProblemType.INVALID_TOKEN, "the token " + fault).asException();
    }
}
