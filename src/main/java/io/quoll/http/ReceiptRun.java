package io.quoll.http;

import com.fasterxml.jackson.core.JsonGenerator;
import io.quoll.http.problem.Problem;
import io.quoll.message.Message;
import io.quoll.router.Published;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * Messages that follow each other with the same fate, and so share a receipt: {@code
 * {"first":1,"last":64,"status":202,"receivers":1}}, or with status 200 the stream and the sequence of the first one. One
 * that was refused stands alone, with its problem.
 */
final class ReceiptRun {

    private static final int STORED = 200;
    private static final int ROUTED = 202;

    private final long first;
    private long last;
    private final int receivers;
    private final @Nullable PubAck ack;
    private final @Nullable Problem refusal;

    private ReceiptRun(long number, int receivers, @Nullable PubAck ack, @Nullable Problem refusal) {
        this.first = number;
        this.last = number;
        this.receivers = receivers;
        this.ack = ack;
        this.refusal = refusal;
    }

    static ReceiptRun refused(long number, Problem refusal) {
        return new ReceiptRun(number, 0, null, refusal);
    }

    /** One that was taken as it had to be. */
    static ReceiptRun published(long number, Published outcome) {
        Message acknowledgement = outcome.acknowledgement();
        PubAck ack = acknowledgement == null ? null : PubAck.read(acknowledgement.payload());
        return new ReceiptRun(number, outcome.receivers(), ack, null);
    }

    /** Takes the next message in if it has the same fate. */
    boolean takes(ReceiptRun next) {
        if (refusal != null || next.refusal != null || !isContinuedBy(next)) {
            return false;
        }
        last = next.last;
        return true;
    }

    private boolean isContinuedBy(ReceiptRun next) {
        PubAck mine = ack;
        PubAck theirs = next.ack;
        if (mine == null || theirs == null) {
            return mine == null && theirs == null && receivers == next.receivers;
        }
        return !mine.isDuplicate()
                && !theirs.isDuplicate()
                && mine.stream().equals(theirs.stream())
                && theirs.sequence() == mine.sequence() + (next.first - first);
    }

    void writeTo(JsonGenerator json) throws IOException {
        json.writeStartObject();
        json.writeNumberField("first", first);
        json.writeNumberField("last", last);
        if (refusal != null) {
            json.writeNumberField("status", refusal.status());
            json.writeFieldName("problem");
            refusal.writeTo(json);
        } else if (ack != null) {
            json.writeNumberField("status", STORED);
            ack.writeTo(json);
        } else {
            json.writeNumberField("status", ROUTED);
            json.writeNumberField("receivers", receivers);
        }
        json.writeEndObject();
    }
}
