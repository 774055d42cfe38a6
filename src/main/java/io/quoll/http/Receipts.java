package io.quoll.http;

import io.quoll.http.format.JsonBuffer;
import io.quoll.http.format.StreamFormat;
import io.quoll.http.problem.Problem;
import io.quoll.router.Published;
import io.vertx.core.buffer.Buffer;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What became of the messages of a streaming publish, numbered from 1 as they came; see {@link ReceiptRun}. One a stream; on
 * the request's loop.
 */
final class Receipts {

    private final Requirement required;
    private long last;

    Receipts(Requirement required) {
        this.required = required;
    }

    /**
     * @param refusals one for each message, {@code null} where it was published
     * @param outcomes one for each of the published ones
     */
    Buffer write(StreamFormat format, List<@Nullable Problem> refusals, List<Published> outcomes) {
        Buffer all = Buffer.buffer();
        Iterator<Published> published = outcomes.iterator();
        ReceiptRun run = null;
        for (Problem refusal : refusals) {
            last++;
            ReceiptRun next = refusal != null ? ReceiptRun.refused(last, refusal) : published(published.next());
            if (run == null) {
                run = next;
            } else if (!run.takes(next)) {
                all.appendBuffer(receipt(format, run));
                run = next;
            }
        }
        return run == null ? all : all.appendBuffer(receipt(format, run));
    }

    private ReceiptRun published(Published outcome) {
        Problem refusal = required.refusalOf(outcome);
        return refusal == null ? ReceiptRun.published(last, outcome) : ReceiptRun.refused(last, refusal);
    }

    private static Buffer receipt(StreamFormat format, ReceiptRun run) {
        return format.receipt(JsonBuffer.of(256, run::writeTo).getBytes());
    }
}
