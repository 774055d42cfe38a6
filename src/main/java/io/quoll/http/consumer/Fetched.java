package io.quoll.http.consumer;

import io.quoll.http.problem.Problem;
import io.quoll.http.problem.ProblemType;
import io.quoll.message.MessageBatch;
import io.smallrye.mutiny.Multi;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * What a consumer answers to one pull: messages, which get their tokens here, and how it ends. On the request's loop.
 */
final class Fetched {

    private static final int STATUS = "NATS/1.0 ".length();
    private static final int CODE_LENGTH = 3;
    private static final int HEARTBEAT = 100;
    private static final int NO_MESSAGES = 404;
    private static final int EXPIRED = 408;
    private static final int CONFLICT = 409;

    /** How a pull ends that has got what it could, and a part of what it asked for. */
    private static final String COMPLETED = "Batch Completed";

    private static final String TOO_LARGE = "Message Size Exceeds MaxBytes";

    private final ConsumerName consumer;
    private final int wanted;
    /** Stands for the end, behind the last messages. */
    private final MessageBatch over = new MessageBatch();

    private int delivered;
    private boolean ended;
    private @Nullable Problem refusal;

    Fetched(ConsumerName consumer, int wanted) {
        this.consumer = consumer;
        this.wanted = wanted;
    }

    /** The messages with their tokens, up to the end. */
    Multi<MessageBatch> messages(Multi<MessageBatch> answers) {
        return answers.onItem()
                .transformToMultiAndConcatenate(this::take)
                .select()
                .first(batch -> batch != over);
    }

    private Multi<MessageBatch> take(MessageBatch answers) {
        MessageBatch messages = new MessageBatch();
        while (!ended && answers.next()) {
            AckToken token = AckToken.of(answers);
            if (token == null) {
                onStatus(answers);
            } else {
                messages.append(answers, token.text(consumer), token.deliveries(), token.sequence(), token.timeNanos());
                delivered++;
                ended = delivered == wanted;
            }
        }
        Problem reason = refusal;
        if (reason != null) {
            Multi<MessageBatch> end = Multi.createFrom().failure(reason.asException());
            return messages.count() == 0
                    ? end
                    : Multi.createBy()
                            .concatenating()
                            .streams(Multi.createFrom().item(messages), end);
        }
        if (ended) {
            return messages.count() == 0
                    ? Multi.createFrom().item(over)
                    : Multi.createFrom().items(messages, over);
        }
        return messages.count() == 0
                ? Multi.createFrom().empty()
                : Multi.createFrom().item(messages);
    }

    private void onStatus(MessageBatch batch) {
        String block = new String(batch.array(), batch.headerStart(), batch.headerLength(), StandardCharsets.UTF_8);
        int end = block.indexOf('\r');
        if (end < STATUS + CODE_LENGTH) {
            return;
        }
        int code = Integer.parseInt(block.substring(STATUS, STATUS + CODE_LENGTH));
        String text = block.substring(STATUS + CODE_LENGTH, end).strip();
        if (code == HEARTBEAT) {
            return;
        }
        ended = true;
        boolean isUsual = code == NO_MESSAGES
                || code == EXPIRED
                || code == CONFLICT && (text.equals(COMPLETED) || text.equals(TOO_LARGE) && delivered > 0);
        if (!isUsual) {
            ProblemType type = text.equals(TOO_LARGE) ? ProblemType.PAYLOAD_TOO_LARGE : ProblemType.CONSUMER_REFUSED;
            refusal = Problem.of(type, "the consumer says: " + text);
        }
    }
}
