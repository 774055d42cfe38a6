package io.quoll.jetstream.snapshot;

import io.quoll.jetstream.stream.SerialExecutor;
import io.quoll.jetstream.stream.Stream;
import io.quoll.jetstream.stream.StreamHost;
import io.quoll.jetstream.stream.StreamTimer;
import io.quoll.jetstream.stream.Subjects;
import io.quoll.jetstream.wire.HeaderBlock;
import io.quoll.jetstream.wire.JsonOutput;
import io.quoll.jetstream.wire.Timestamps;
import io.quoll.message.Publication;
import io.quoll.router.MessageSink;
import io.quoll.router.PublishBatch;
import io.quoll.router.RoutingLane;
import io.quoll.router.Subscription;
import io.quoll.storage.MessageReader;
import io.quoll.storage.StorageException;
import io.quoll.storage.StoreState;
import io.quoll.storage.SubjectFilter;
import io.quoll.storage.compression.FrameWriter;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * A stream as it was at one moment, on its way to whoever asked for it: in chunks, at most a window of them not acknowledged.
 * Messages that are removed meanwhile are left out. On an executor of its own, past the stream's writer.
 *
 * <p>Holds one chunk and a frame; what is underway is bounded by the window that was asked for.
 */
public final class Snapshot implements MessageSink {

    private static final Logger LOG = System.getLogger(Snapshot.class.getName());
    private static final long PATIENCE_NANOS = 5_000_000_000L;
    private static final long INTEREST_NANOS = 2_000_000_000L;
    private static final long LOOK_NANOS = 50_000_000L;

    private final Stream stream;
    private final StreamHost host;
    private final SnapshotRequest request;
    private final int lane;
    private final String ackSubject;
    private final StoreState state;
    private final SerialExecutor executor;
    private final Subscription acks;
    private final Runnable onEnd;
    private final FrameWriter frames = new FrameWriter();
    private final ArchiveWriter archive = new ArchiveWriter(frames);
    private final AtomicInteger acknowledged = new AtomicInteger();
    private final MessageReader reader;
    private final long begun;
    private StreamTimer.@Nullable Timeout timeout;
    private long waitedNanos;
    private long nextSequence;
    private int window;
    private int index;
    private boolean archived;
    private boolean ended;

    /**
     * @param id tells its chunks from those of others
     * @param onEnd run when it is over
     */
    public Snapshot(Stream stream, SnapshotRequest request, int lane, String id, Runnable onEnd) {
        this.stream = stream;
        this.host = stream.host();
        this.request = request;
        this.lane = lane;
        this.onEnd = onEnd;
        this.ackSubject = "$JS.SNAPSHOT.ACK." + stream.name() + "." + id;
        this.executor = new SerialExecutor(host.threads());
        this.state = stream.messages().state();
        this.reader = stream.reader();
        this.nextSequence = state.firstSequence();
        this.window = request.window();
        this.begun = Timestamps.now(host.clock());
        this.acks = new Subscription(Subjects.bytes(ackSubject + ".>"), null, this);
    }

    /** What it will hold. */
    public StoreState state() {
        return state;
    }

    /** Begins to send as soon as somebody listens. */
    public void start() {
        host.router().subscribe(acks);
        host.advise("advisory.v1.snapshot_create", "ADVISORY.STREAM.SNAPSHOT_CREATE." + stream.name(), o -> o.text(
                        "stream", stream.name())
                .object("state", s -> write(s, 0)));
        executor.execute(() -> {
            archive.add(ArchiveWriter.STATE, begun, JsonOutput.object(o -> write(o, 0)));
            awaitInterest();
        });
    }

    /** The state as clients see it. */
    public void write(JsonOutput out, int consumers) {
        out.number("messages", state.messages())
                .number("bytes", state.bytes())
                .number("first_seq", state.firstSequence())
                .time("first_ts", state.firstTimeNanos())
                .number("last_seq", state.lastSequence())
                .time("last_ts", state.lastTimeNanos())
                .numberIfAny("num_subjects", state.subjects())
                .numberIfAny("num_deleted", state.removed())
                .number("consumer_count", consumers);
    }

    /** A chunk has arrived. On a lane. */
    @Override
    public boolean deliver(Subscription subscription, Publication message, RoutingLane from) {
        if (!subscription.claim(false)) {
            return false;
        }
        if (acknowledged.getAndIncrement() == 0) {
            executor.execute(this::onAcknowledged);
        }
        return true;
    }

    private void onAcknowledged() {
        window = Math.min(request.window(), window + acknowledged.getAndSet(0));
        send();
    }

    private boolean hasInterest() {
        return host.router().hasInterest(Subjects.bytes(request.deliverSubject()));
    }

    private void awaitInterest() {
        if (hasInterest() || waitedNanos >= INTEREST_NANOS) {
            send();
        } else {
            waitedNanos += LOOK_NANOS;
            timeout = host.timer().schedule(() -> executor.execute(this::awaitInterest), LOOK_NANOS);
        }
    }

    private void send() {
        if (ended) {
            return;
        }
        try {
            if (stream.isClosed()) {
                end("500 stream closed", "stream closed");
            } else if (!hasInterest()) {
                end("408 No Interest", "no interest");
            } else {
                sendChunks();
            }
        } catch (StorageException e) {
            end("500 " + e.getMessage(), String.valueOf(e.getMessage()));
        }
    }

    private void sendChunks() {
        while (window > 0 && !ended) {
            while (!archived && frames.readyBytes() < request.chunkBytes()) {
                archiveNext();
            }
            if (stream.messages().state().lostMessages() > state.lostMessages()) {
                end("500 messages are damaged", "messages are damaged");
            } else if (archived && frames.readyBytes() < request.chunkBytes()) {
                if (frames.readyBytes() > 0) {
                    publish(HeaderBlock.NONE, HeaderBlock.NONE, frames.take(request.chunkBytes()));
                }
                end("204", "");
            } else {
                byte[] chunk = frames.take(request.chunkBytes());
                byte[] reply = Subjects.bytes(ackSubject + "." + chunk.length + "." + ++index);
                publish(reply, HeaderBlock.NONE, chunk);
                window--;
            }
        }
        if (!ended) {
            bePatient();
        }
    }

    private void archiveNext() {
        if (nextSequence <= state.lastSequence()
                && reader.next(nextSequence, SubjectFilter.ALL)
                && reader.sequence() <= state.lastSequence()) {
            archive.add(reader.message(), reader.sequence(), reader.timeNanos());
            nextSequence = reader.sequence() + 1;
        } else {
            archive.end();
            archived = true;
        }
    }

    /** Without an acknowledgement for a while, nobody is there any more. */
    private void bePatient() {
        if (timeout != null) {
            timeout.cancel();
        }
        int sent = index;
        timeout = host.timer().schedule(() -> executor.execute(() -> giveUp(sent)), PATIENCE_NANOS);
    }

    private void giveUp(int sent) {
        if (sent == index && !ended) {
            end("408 No Flow Response", "no flow response");
        }
    }

    private void publish(byte[] reply, byte[] headers, byte[] payload) {
        PublishBatch batch = host.batches().borrow();
        batch.add(Subjects.bytes(request.deliverSubject()), reply, headers, payload);
        batch.submit(host.router(), lane);
    }

    private void end(String status, String error) {
        ended = true;
        byte[] headers =
                ("NATS/1.0 " + status.replaceAll("[\\r\\n]", " ") + "\r\n\r\n").getBytes(StandardCharsets.UTF_8);
        publish(HeaderBlock.NONE, headers, HeaderBlock.NONE);
        host.router().unsubscribe(acks);
        if (timeout != null) {
            timeout.cancel();
        }
        reader.close();
        onEnd.run();
        host.advise("advisory.v1.snapshot_complete", "ADVISORY.STREAM.SNAPSHOT_COMPLETE." + stream.name(), o -> o.text(
                        "stream", stream.name())
                .time("start", begun)
                .time("end", Timestamps.now(host.clock()))
                .textIfAny("error", error));
        if (error.isEmpty()) {
            LOG.log(Level.INFO, "A snapshot of stream {0} was sent.", stream.name());
        } else {
            LOG.log(Level.WARNING, "A snapshot of stream {0} failed: {1}", stream.name(), error);
        }
    }
}
