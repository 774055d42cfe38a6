package io.quoll.jetstream.consumer;

import io.quoll.jetstream.wire.HeaderBlock;
import io.quoll.jetstream.wire.HeaderWriter;
import io.quoll.message.Publication;
import io.quoll.router.PublishBatch;
import io.quoll.router.PublishBatches;
import io.quoll.router.SubjectRouter;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the consumers of one stream send in one run of its executor. Batches go to their lanes together, when there is much in
 * them and at the end of the run, so that a lane is woken once for many. Says to each consumer when what it delivered has
 * reached its receivers' lane.
 */
final class Outbox {

    /** Somebody who delivers much, and waits when too much is underway. Told on lanes. */
    interface Sender {
        /**
         * @param stallNanos how long receivers want it to wait
         */
        void landed(int bytes, long stallNanos);
    }

    /** Who put how much into a batch. */
    private static final class Share {
        private final Sender sender;
        private int bytes;

        Share(Sender sender) {
            this.sender = sender;
        }
    }

    private static final class Filling {
        private final int lane;
        private final PublishBatch batch;
        private final List<Share> shares = new ArrayList<>(2);

        Filling(int lane, PublishBatch batch) {
            this.lane = lane;
            this.batch = batch;
        }

        void count(Sender sender, int bytes) {
            int last = shares.size() - 1;
            if (last < 0 || shares.get(last).sender != sender) {
                shares.add(new Share(sender));
                last++;
            }
            shares.get(last).bytes += bytes;
        }

        void landed(PublishBatch landed) {
            for (Share share : shares) {
                share.sender.landed(share.bytes, landed.stallNanos());
            }
        }
    }

    /** Lanes have enough to do with so much, and should begin. */
    private static final int MOST_HELD_BYTES = 192 * 1024;

    private final SubjectRouter router;
    private final PublishBatches batches;
    private final @Nullable Filling[] byLane;
    private final List<Filling> full = new ArrayList<>();
    private int heldBytes;
    private final HeaderWriter headers = new HeaderWriter();

    Outbox(SubjectRouter router, PublishBatches batches) {
        this.router = router;
        this.batches = batches;
        this.byLane = new Filling[batches.laneCount()];
    }

    /** For the headers of the next message. */
    HeaderWriter headers() {
        return headers;
    }

    boolean isCongested() {
        return batches.isCongested();
    }

    /** Delivers a stored message; returns its size. */
    int deliver(Sender sender, int lane, byte[] to, Publication message, AckReply reply) {
        Filling filling = filling(lane);
        int before = filling.batch.length();
        filling.batch.deliver(to, message, reply.bytes(), 0, reply.length());
        return delivered(filling, sender, lane, before);
    }

    /** Delivers a stored message with the headers that were just written. */
    int deliverWithHeaders(Sender sender, int lane, byte[] to, Publication message, AckReply reply, boolean payload) {
        Filling filling = filling(lane);
        int before = filling.batch.length();
        filling.batch.deliver(to, message, reply.bytes(), reply.length(), headers.bytes(), headers.length(), payload);
        return delivered(filling, sender, lane, before);
    }

    private int delivered(Filling filling, Sender sender, int lane, int before) {
        int bytes = filling.batch.length() - before;
        filling.count(sender, bytes);
        submitIfFull(filling, lane);
        return bytes;
    }

    /** Sends a status line and nothing else. */
    void status(int lane, byte[] to, String status) {
        send(lane, to, HeaderBlock.NONE, ("NATS/1.0 " + status + "\r\n\r\n").getBytes(StandardCharsets.UTF_8));
    }

    /** Sends the headers that were just written. */
    void sendHeaders(int lane, byte[] to, byte[] reply) {
        byte[] block = new byte[headers.length()];
        headers.bytes().get(0, block);
        send(lane, to, reply, block);
    }

    /** Sends nothing at all, as an answer. */
    void empty(int lane, byte[] to) {
        send(lane, to, HeaderBlock.NONE, HeaderBlock.NONE);
    }

    private void send(int lane, byte[] to, byte[] reply, byte[] headerBlock) {
        Filling filling = filling(lane);
        filling.batch.add(to, reply, headerBlock, HeaderBlock.NONE);
        submitIfFull(filling, lane);
    }

    private Filling filling(int lane) {
        Filling filling = byLane[lane];
        if (filling == null) {
            filling = new Filling(lane, batches.borrow());
            byLane[lane] = filling;
        }
        return filling;
    }

    private void submitIfFull(Filling filling, int lane) {
        if (filling.batch.isFull()) {
            byLane[lane] = null;
            full.add(filling);
            heldBytes += filling.batch.length();
            if (heldBytes >= MOST_HELD_BYTES) {
                submitFull();
            }
        }
    }

    private void submit(Filling filling) {
        if (filling.shares.isEmpty()) {
            filling.batch.submit(router, filling.lane);
        } else {
            filling.batch.submit(router, filling.lane, filling::landed);
        }
    }

    private void submitFull() {
        full.forEach(this::submit);
        full.clear();
        heldBytes = 0;
    }

    /** Lets go of everything. */
    void submit() {
        submitFull();
        for (int lane = 0; lane < byLane.length; lane++) {
            Filling filling = byLane[lane];
            if (filling != null) {
                byLane[lane] = null;
                submit(filling);
            }
        }
    }
}
