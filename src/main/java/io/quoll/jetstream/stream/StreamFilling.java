package io.quoll.jetstream.stream;

import io.quoll.jetstream.wire.ApiError;
import io.quoll.jetstream.wire.ApiException;
import io.quoll.jetstream.wire.HeaderBlock;
import io.quoll.jetstream.wire.Timestamps;
import io.quoll.message.Publication;
import io.quoll.storage.DraftStream;
import io.quoll.storage.MessageStore;
import io.quoll.storage.StoreSettings;
import io.quoll.storage.StreamDirectory;

/**
 * A stream that gets messages with the sequences and times they have had elsewhere, and is there when it has all of them. One
 * thread at a time.
 */
public final class StreamFilling {

    private static final long SECOND_NANOS = 1_000_000_000L;

    private final StreamHost host;
    private final StreamConfig config;
    private final DraftStream draft;
    private final MessageStore messages;
    private final Draft message = new Draft();
    private long lastSequence;
    private long lastTimeNanos;
    private long bytes;

    /**
     * A stream that is not there yet.
     *
     * @throws ApiException if there is one of its name, or another filling of it
     */
    public StreamFilling(StreamHost host, StreamDirectory directory, StreamConfig config) {
        this.host = host;
        this.config = config;
        try {
            this.draft = directory.draft(
                    host.account(),
                    config.name(),
                    new StreamRecord(Timestamps.now(host.clock()), config).toBytes(),
                    settings(config));
        } catch (IllegalArgumentException e) {
            throw ApiError.STREAM_NAME_EXIST_RESTORE_FAILED.with();
        }
        this.messages = draft.messages();
    }

    static StoreSettings settings(StreamConfig config) {
        return new StoreSettings(config.storage() == StorageType.MEMORY);
    }

    public StreamConfig config() {
        return config;
    }

    /** The first message has that sequence, or a later one. */
    public void beginAt(long firstSequence) {
        if (firstSequence > 1) {
            messages.skipTo(firstSequence);
            lastSequence = firstSequence - 1;
        }
    }

    /** The next message. One that has come to its own end is left out. */
    public void add(String subject, byte[] headers, byte[] payload, long sequence, long timeNanos) {
        if (sequence <= lastSequence) {
            throw refused("message sequence " + sequence + " out of order");
        }
        if (!Subjects.isValidLiteral(subject)) {
            throw refused("message sequence " + sequence + " has a subject that is not valid");
        }
        int most = config.limits().maxMessageSize();
        if (most >= 0 && (long) headers.length + payload.length > most) {
            throw refused("message sequence " + sequence + " exceeds maximum message size");
        }
        Publication next = message.of(Subjects.bytes(subject), HeaderBlock.NONE, headers, payload);
        long expires = expiry(headers, timeNanos);
        bytes += RetentionLimits.sizeOf(next);
        if (!host.use().serverAllows(config.storage(), bytes) || !host.use().allows(config.storage(), bytes)) {
            throw config.storage() == StorageType.MEMORY
                    ? ApiError.MEMORY_RESOURCES_EXCEEDED.with()
                    : ApiError.STORAGE_RESOURCES_EXCEEDED.with();
        }
        if (expires == MessageStore.NEVER || expires > Timestamps.now(host.clock())) {
            if (sequence > messages.state().lastSequence() + 1) {
                messages.skipTo(sequence);
            }
            // Clocks have been set back before; in a store times never fall.
            lastTimeNanos = Math.max(lastTimeNanos, timeNanos);
            messages.append(next, lastTimeNanos, expires);
        }
        lastSequence = sequence;
    }

    private long expiry(byte[] headers, long timeNanos) {
        if (headers.length == 0 || !config.features().allowMessageTtl()) {
            return MessageStore.NEVER;
        }
        long seconds = MessageTtl.seconds(HeaderBlock.first(headers, PublishHeader.TTL.headerName()));
        return seconds > 0 ? timeNanos + seconds * SECOND_NANOS : MessageStore.NEVER;
    }

    /** An error that says why a restored stream cannot be. */
    public static ApiException refused(String why) {
        return ApiError.STREAM_RESTORE.with(why);
    }

    /**
     * That was all: the stream is there now, but not yet {@linkplain Stream#start started}.
     *
     * @param last the last sequence that was given, whether there is a message or not
     */
    public Stream complete(long last) {
        if (last > messages.state().lastSequence()) {
            messages.skipTo(last + 1);
        }
        try {
            return Stream.filled(host, draft.complete());
        } catch (IllegalArgumentException e) {
            throw ApiError.STREAM_NAME_EXIST_RESTORE_FAILED.with();
        }
    }

    /** Nothing of it is left. */
    public void discard() {
        draft.discard();
    }
}
