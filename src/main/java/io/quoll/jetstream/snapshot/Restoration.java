package io.quoll.jetstream.snapshot;

import io.quoll.jetstream.stream.SerialExecutor;
import io.quoll.jetstream.stream.Stream;
import io.quoll.jetstream.stream.StreamFilling;
import io.quoll.jetstream.stream.StreamHost;
import io.quoll.jetstream.stream.StreamTimer;
import io.quoll.jetstream.stream.Subjects;
import io.quoll.jetstream.wire.ApiException;
import io.quoll.jetstream.wire.HeaderBlock;
import io.quoll.jetstream.wire.JsonInput;
import io.quoll.jetstream.wire.Timestamps;
import io.quoll.message.Publication;
import io.quoll.router.MessageSink;
import io.quoll.router.PublishBatch;
import io.quoll.router.RoutingLane;
import io.quoll.router.Subscription;
import io.quoll.storage.StorageException;
import io.quoll.storage.compression.DamagedBlockException;
import io.quoll.storage.compression.FrameReader;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * A snapshot that comes back in chunks and becomes a stream when all of it has come and is in order; otherwise nothing of it
 * is left. On an executor of its own. What waits for it is bounded by {@value #MOST_WAITING} bytes: who sends more without
 * waiting for answers is refused.
 */
public final class Restoration implements MessageSink {

    private static final Logger LOG = System.getLogger(Restoration.class.getName());
    private static final long PATIENCE_NANOS = 5_000_000_000L;
    private static final long MOST_WAITING = 64L << 20;

    private final StreamHost host;
    private final StreamFilling filling;
    private final Ending ending;
    private final String subject;
    private final Subscription chunks;
    private final SerialExecutor executor;
    private final FrameReader frames = new FrameReader();
    private final ArchiveReader archive;
    private final AtomicLong waiting = new AtomicLong();
    private final long begun;
    private StreamTimer.@Nullable Timeout timeout;
    private boolean stateRead;
    private long firstSequence;
    private long lastSequence;
    private long consumers;
    private long received;
    private boolean ended;

    /** What becomes of it. */
    public interface Ending {
        /** The stream is on the disk; the last chunk is to be answered there. */
        void restored(Stream stream, byte[] reply, int lane);

        /** Nothing of it is left; whoever sent the chunk is to be told, if there is a reply. */
        void failed(ApiException why, byte[] reply, int lane);

        /** Its sender is silent, and nothing of it is left. */
        void stalled();
    }

    /** @param id tells its chunks from those of others */
    public Restoration(StreamHost host, StreamFilling filling, String id, Ending ending) {
        this.host = host;
        this.filling = filling;
        this.ending = ending;
        this.subject = "$JS.SNAPSHOT.RESTORE." + filling.config().name() + "." + id;
        this.chunks = new Subscription(Subjects.bytes(subject), null, this);
        this.executor = new SerialExecutor(host.threads());
        this.archive = new ArchiveReader(host.settings().maxPayloadBytes());
        this.begun = Timestamps.now(host.clock());
    }

    /** Where chunks are to be sent. */
    public String subject() {
        return subject;
    }

    /** Takes chunks from now on. */
    public void start() {
        String name = filling.config().name();
        host.router().subscribe(chunks);
        host.advise(
                "advisory.v1.restore_create", "ADVISORY.STREAM.RESTORE_CREATE." + name, o -> o.text("stream", name));
        executor.execute(this::bePatient);
    }

    /** On a lane. */
    @Override
    public boolean deliver(Subscription subscription, Publication message, RoutingLane lane) {
        if (!subscription.claim(false)) {
            return false;
        }
        byte[] reply = message.copyReply();
        int from = lane.index();
        int size = message.payloadLength();
        if (waiting.get() > MOST_WAITING) {
            executor.execute(() -> fail(StreamFilling.refused("too many chunks underway"), reply, from));
            return true;
        }
        byte[] chunk = new byte[size];
        message.bytes().get(message.bodyStart() + message.headerLength(), chunk);
        waiting.addAndGet(size);
        executor.execute(() -> {
            waiting.addAndGet(-size);
            take(chunk, reply, from);
        });
        return true;
    }

    private void take(byte[] chunk, byte[] reply, int lane) {
        if (ended) {
            return;
        }
        received += chunk.length;
        try {
            if (reply.length == 0) {
                throw StreamFilling.refused("requires reply subject for each chunk");
            }
            if (chunk.length == 0) {
                complete(reply, lane);
            } else {
                frames.read(chunk, (bytes, length) -> archive.read(bytes, length, this::enter));
                bePatient();
                PublishBatch batch = host.batches().borrow();
                batch.add(reply, HeaderBlock.NONE, HeaderBlock.NONE, HeaderBlock.NONE);
                batch.submit(host.router(), lane);
            }
        } catch (ApiException e) {
            fail(e, reply, lane);
        } catch (DamagedBlockException | StorageException e) {
            fail(StreamFilling.refused(String.valueOf(e.getMessage())), reply, lane);
        } catch (RuntimeException e) {
            LOG.log(Level.ERROR, "the restoration of a stream failed", e);
            fail(StreamFilling.refused("internal error"), reply, lane);
        }
    }

    private void enter(String name, long timeNanos, long sequence, byte[] headers, byte[] payload) {
        if (!stateRead) {
            if (!name.equals(ArchiveWriter.STATE)) {
                throw StreamFilling.refused("expected state.json first");
            }
            readState(payload);
            stateRead = true;
            filling.beginAt(firstSequence);
        } else if (sequence != 0) {
            filling.add(name, headers, payload, sequence, timeNanos);
        } else if (consumers > 0 && name.startsWith(ArchiveWriter.CONSUMERS)) {
            consumers--;
            LOG.log(
                    Level.WARNING,
                    "The snapshot of stream {0} holds the consumer {1}, which is not restored.",
                    filling.config().name(),
                    name.substring(ArchiveWriter.CONSUMERS.length()));
        } else {
            throw StreamFilling.refused("expected message sequence");
        }
    }

    private void readState(byte[] json) {
        JsonInput.object(json, "StreamState", false, (field, value) -> {
            switch (field) {
                case "first_seq" -> firstSequence = value.unsigned();
                case "last_seq" -> lastSequence = value.unsigned();
                case "consumer_count" -> consumers = value.unsigned();
                default -> {
                    return false;
                }
            }
            return true;
        });
    }

    private void complete(byte[] reply, int lane) {
        if (!archive.isEnded() || frames.isWithin()) {
            throw StreamFilling.refused("backup was truncated");
        }
        Stream stream = filling.complete(lastSequence);
        end("");
        ending.restored(stream, reply, lane);
    }

    private void fail(ApiException why, byte[] reply, int lane) {
        if (!ended) {
            end(String.valueOf(why.getMessage()));
            filling.discard();
            ending.failed(why, reply, lane);
        }
    }

    private void bePatient() {
        if (ended) {
            return;
        }
        if (timeout != null) {
            timeout.cancel();
        }
        timeout = host.timer().schedule(() -> executor.execute(this::giveUp), PATIENCE_NANOS);
    }

    /** Unless something has come meanwhile that waits its turn. */
    private void giveUp() {
        if (ended) {
            return;
        }
        if (waiting.get() > 0) {
            bePatient();
            return;
        }
        end("stalled");
        filling.discard();
        ending.stalled();
    }

    private void end(String error) {
        ended = true;
        host.router().unsubscribe(chunks);
        if (timeout != null) {
            timeout.cancel();
        }
        String name = filling.config().name();
        host.advise(
                "advisory.v1.restore_complete", "ADVISORY.STREAM.RESTORE_COMPLETE." + name, o -> o.text("stream", name)
                        .time("start", begun)
                        .time("end", Timestamps.now(host.clock()))
                        .number("bytes", received));
        if (error.isEmpty()) {
            LOG.log(Level.INFO, "Stream {0} was restored from {1} bytes.", name, received);
        } else {
            LOG.log(Level.WARNING, "Stream {0} could not be restored: {1}", name, error);
        }
    }
}
