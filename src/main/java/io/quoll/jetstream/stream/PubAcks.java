package io.quoll.jetstream.stream;

import io.quoll.jetstream.wire.ApiException;
import io.quoll.jetstream.wire.JsonOutput;
import io.quoll.message.DecimalDigits;
import io.quoll.message.Publication;
import io.quoll.router.PublishBatch;
import io.quoll.router.PublishBatches;
import io.quoll.router.SubjectRouter;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What a stream's writer has to say to publishers, kept back until what it says is true: acknowledgements wait until messages
 * are as durable as promised. One batch for each lane that publications came from. For the writer.
 *
 * <p>Bounded by what one run of the writer takes; see {@link SerialExecutor}.
 */
final class PubAcks {

    private static final byte[] NOTHING = {};

    private final String stream;
    private final String domain;
    private final SubjectRouter router;
    private final PublishBatches batches;
    /** The batch of each lane that is being filled. */
    private final @Nullable PublishBatch[] byLane;
    /** Those that are full, each with its lane, in their order. */
    private final List<FullBatch> full = new ArrayList<>();

    private final byte[] ack;
    private final ByteBuffer ackBuffer;
    private final int prefixLength;
    private final byte[] shortAck;

    PubAcks(String stream, String domain, SubjectRouter router, PublishBatches batches) {
        this.stream = stream;
        this.domain = domain;
        this.router = router;
        this.batches = batches;
        this.byLane = new PublishBatch[batches.laneCount()];
        byte[] whole = JsonOutput.object(o -> {
            o.text("stream", stream).textIfAny("domain", domain);
            o.number("seq", 0);
        });
        this.prefixLength = whole.length - 2;
        this.ack = Arrays.copyOf(whole, prefixLength + DecimalDigits.MOST + 32);
        this.ackBuffer = ByteBuffer.wrap(ack).order(ByteOrder.LITTLE_ENDIAN);
        this.shortAck = NOTHING;
    }

    /** The message was stored. */
    void stored(Publication message, int lane, long sequence) {
        int at = number(sequence);
        ack[at] = '}';
        send(message, lane, at + 1);
    }

    /** The message is there already. */
    void duplicate(Publication message, int lane, long sequence) {
        int at = number(sequence);
        byte[] rest = ",\"duplicate\": true}".getBytes(StandardCharsets.US_ASCII);
        System.arraycopy(rest, 0, ack, at, rest.length);
        send(message, lane, at + rest.length);
    }

    /** The message was stored, and there is more to say about it. */
    void stored(Publication message, int lane, long sequence, Consumer<JsonOutput> more) {
        answer(message, lane, JsonOutput.object(o -> {
            o.text("stream", stream).textIfAny("domain", domain).number("seq", sequence);
            more.accept(o);
        }));
    }

    void refused(Publication message, int lane, ApiException why) {
        answer(message, lane, refusal(why));
    }

    byte[] refusal(ApiException why) {
        return JsonOutput.object(o -> {
            why.writeTo(o);
            o.text("stream", stream).number("seq", 0);
        });
    }

    /** Zero bytes: go on. */
    void empty(Publication message, int lane) {
        answer(message, lane, shortAck);
    }

    void answer(Publication message, int lane, byte[] payload) {
        if (message.replyLength() > 0) {
            batch(lane).add(message.bytes(), message.replyStart(), message.replyLength(), payload, payload.length);
        }
    }

    void publish(int lane, byte[] subject, byte[] headers, byte[] payload) {
        batch(lane).add(subject, NOTHING, headers, payload);
    }

    private int number(long sequence) {
        return DecimalDigits.put(ackBuffer, prefixLength, sequence);
    }

    private void send(Publication message, int lane, int length) {
        if (message.replyLength() > 0) {
            ByteBuffer bytes = message.bytes();
            batch(lane).add(bytes, message.replyStart(), message.replyLength(), ack, length);
        }
    }

    private PublishBatch batch(int lane) {
        PublishBatch batch = byLane[lane];
        if (batch != null && batch.isFull()) {
            full.add(new FullBatch(batch, lane));
            batch = null;
        }
        if (batch == null) {
            batch = batches.borrow();
            byLane[lane] = batch;
        }
        return batch;
    }

    private record FullBatch(PublishBatch batch, int lane) {}

    /** Lets go of everything. */
    void send() {
        full.forEach(each -> each.batch().submit(router, each.lane()));
        full.clear();
        for (int lane = 0; lane < byLane.length; lane++) {
            PublishBatch batch = byLane[lane];
            if (batch != null) {
                byLane[lane] = null;
                batch.submit(router, lane);
            }
        }
    }

    /** What was to be said is not true; all are told so instead. */
    void refuseAll(ApiException why) {
        byte[] refusal = refusal(why);
        full.forEach(each -> refuse(each.batch(), each.lane(), refusal));
        full.clear();
        for (int lane = 0; lane < byLane.length; lane++) {
            PublishBatch batch = byLane[lane];
            if (batch != null) {
                byLane[lane] = null;
                refuse(batch, lane, refusal);
            }
        }
    }

    private void refuse(PublishBatch batch, int lane, byte[] refusal) {
        PublishBatch instead = batches.borrow();
        batch.forEach(message ->
                instead.add(message.bytes(), message.subjectStart(), message.subjectLength(), refusal, refusal.length));
        batch.discard();
        instead.submit(router, lane);
    }
}
