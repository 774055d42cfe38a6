package io.quoll.jetstream.stream;

import io.quoll.jetstream.wire.ApiError;
import io.quoll.message.Publication;
import io.quoll.storage.MessageStore;
import io.quoll.storage.StoreState;
import io.quoll.storage.SubjectFilter;
import io.quoll.storage.SubjectState;
import io.quoll.subject.SubjectPattern;
import java.util.ArrayList;
import java.util.List;

/**
 * Keeps a store within its stream's limits: refuses what does not fit or lets the oldest go, as the stream is configured. For
 * the stream's writer.
 */
final class RetentionLimits {

    /** About what a record takes beside subject, headers and payload. */
    private static final int RECORD_BYTES = 32;

    private final MessageStore store;
    private StreamLimits limits;

    RetentionLimits(MessageStore store, StreamLimits limits) {
        this.store = store;
        this.limits = limits;
    }

    void limits(StreamLimits newLimits) {
        limits = newLimits;
    }

    /** Refuses the message if it does not fit and the oldest are to stay. */
    void admit(Publication message) {
        if (limits.discard() != Discard.NEW) {
            return;
        }
        boolean replacesOne = isSubjectFull(message);
        if (replacesOne && limits.discardNewPerSubject()) {
            throw ApiError.STREAM_STORE_FAILED.with("maximum messages per subject exceeded");
        }
        if (limits.maxMessages() < 0 && limits.maxBytes() < 0) {
            return;
        }
        StoreState state = store.state();
        if (limits.maxMessages() >= 0 && state.messages() >= limits.maxMessages() && !replacesOne) {
            throw ApiError.STREAM_STORE_FAILED.with("maximum messages exceeded");
        }
        if (limits.maxBytes() >= 0 && state.bytes() + sizeOf(message) > limits.maxBytes() && !replacesOne) {
            throw ApiError.STREAM_STORE_FAILED.with("maximum bytes exceeded");
        }
    }

    /** Refuses so many messages, of so many bytes in all, if they do not fit and the oldest are to stay. */
    void admit(int count, long bytes) {
        if (limits.discard() == Discard.NEW) {
            StoreState state = store.state();
            if (limits.maxMessages() >= 0 && state.messages() + count > limits.maxMessages()) {
                throw ApiError.STREAM_STORE_FAILED.with("maximum messages exceeded");
            }
            if (limits.maxBytes() >= 0 && state.bytes() + bytes > limits.maxBytes()) {
                throw ApiError.STREAM_STORE_FAILED.with("maximum bytes exceeded");
            }
        }
    }

    private boolean isSubjectFull(Publication message) {
        if (limits.maxMessagesPerSubject() <= 0) {
            return false;
        }
        SubjectState state = store.subject(message.copySubject());
        return state != null && state.count() >= limits.maxMessagesPerSubject();
    }

    static int sizeOf(Publication message) {
        return message.subjectLength() + message.bodyLength() + RECORD_BYTES;
    }

    /** The message was stored: its subject may have too many now. */
    void onStored(Publication message, StreamConsumers consumers) {
        long most = limits.maxMessagesPerSubject();
        if (most <= 0) {
            return;
        }
        for (long oldest = store.removeFirstOfMoreThan(most, message);
                oldest >= 0;
                oldest = store.removeFirstOfMoreThan(most, message)) {
            consumers.onRemoved(oldest);
        }
    }

    /** Brings every subject within a limit that has become lower. */
    void enforcePerSubject() {
        long most = limits.maxMessagesPerSubject();
        if (most > 0) {
            StoreState state = store.state();
            List<byte[]> full = new ArrayList<>();
            store.subjects(SubjectFilter.ALL, (subject, s) -> {
                if (s.count() > most) {
                    full.add(subject.clone());
                }
                return true;
            });
            for (byte[] subject : full) {
                store.removeMatching(
                        SubjectFilter.of(SubjectPattern.of(Subjects.text(subject))), state.lastSequence() + 1, most);
            }
        }
    }

    /** Lets the oldest go as far as the stream as a whole is too large. */
    void enforceTotals(StreamConsumers consumers) {
        if (limits.maxMessages() < 0 && limits.maxBytes() < 0) {
            return;
        }
        StoreState state = store.state();
        long before = state.firstSequence();
        while (state.messages() > 0 && isTooMuch(state)) {
            store.remove(state.firstSequence(), false);
            state = store.state();
        }
        if (state.firstSequence() > before) {
            consumers.onRemovedBefore(state.firstSequence());
        }
    }

    private boolean isTooMuch(StoreState state) {
        return limits.maxMessages() >= 0 && state.messages() > limits.maxMessages()
                || limits.maxBytes() >= 0 && state.bytes() > limits.maxBytes();
    }
}
