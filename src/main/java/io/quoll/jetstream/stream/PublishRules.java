package io.quoll.jetstream.stream;

import io.quoll.jetstream.wire.ApiError;
import io.quoll.jetstream.wire.ApiException;
import io.quoll.message.Publication;
import io.quoll.storage.MessageReader;
import io.quoll.storage.MessageStore;
import io.quoll.storage.SubjectFilter;
import io.quoll.storage.SubjectState;
import io.quoll.subject.SubjectPattern;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Whether a publication may be stored, by what its headers expect and by what the stream allows, in NATS's order of errors. For
 * the stream's writer.
 */
final class PublishRules {

    private static final int MOST_HEADER_BYTES = 65_535;

    private final MessageStore store;
    private final DuplicateWindow duplicates;
    private final ScheduleRules schedules;
    private StreamConfig config;
    private @Nullable MessageReader reader;

    PublishRules(MessageStore store, DuplicateWindow duplicates, StreamConfig config) {
        this.store = store;
        this.duplicates = duplicates;
        this.config = config;
        this.schedules = new ScheduleRules(this::reader);
    }

    void config(StreamConfig newConfig) {
        config = newConfig;
    }

    /** What the stream's last message was. */
    record Last(long sequence, @Nullable String messageId) {}

    void check(Publication message, PublishHeaders headers, Last last) {
        if (config.permissions().sealed()) {
            throw ApiError.STREAM_SEALED.with();
        }
        if (headers.any()) {
            checkIncrement(message, headers);
            checkStreamAndTtl(headers);
            checkExpectedSequences(message, headers, last.sequence());
            schedules.check(config, message, headers);
            if (headers.has(PublishHeader.STREAM_SOURCE)) {
                throw ApiError.MESSAGE_SOURCE_HDR_NOT_ALLOWED.with();
            }
        }
    }

    /** What is judged only when the message is known to be new. */
    void checkNew(Publication message, PublishHeaders headers, Last last) {
        if (headers.any()) {
            String expected = headers.get(PublishHeader.EXPECTED_LAST_MESSAGE_ID);
            if (expected != null && !expected.equals(last.messageId())) {
                throw ApiError.STREAM_WRONG_LAST_MSG_ID.with(last.messageId() == null ? "" : last.messageId());
            }
            checkRollup(headers);
        }
        if (config.features().allowCounter() && !headers.has(PublishHeader.INCREMENT)) {
            throw ApiError.MESSAGE_INCR_MISSING.with();
        }
        checkSize(message);
    }

    /** The sequence of the message with the same id, or 0. */
    long duplicateOf(PublishHeaders headers, long nowNanos) {
        String id = headers.any() ? headers.get(PublishHeader.MESSAGE_ID) : null;
        return id == null ? 0 : duplicates.find(id, nowNanos);
    }

    void checkSize(Publication message) {
        int most = config.limits().maxMessageSize();
        if (most >= 0 && message.bodyLength() > most) {
            throw ApiError.STREAM_MESSAGE_EXCEEDS_MAXIMUM.with();
        }
        if (message.headerLength() > MOST_HEADER_BYTES) {
            throw ApiError.STREAM_HEADER_EXCEEDS_MAXIMUM.with();
        }
    }

    private void checkIncrement(Publication message, PublishHeaders headers) {
        String increment = headers.get(PublishHeader.INCREMENT);
        if (increment == null) {
            return;
        }
        Counters.parse(increment);
        if (!config.features().allowCounter()) {
            throw ApiError.MESSAGE_INCR_DISABLED.with();
        }
        if (message.payloadLength() > 0) {
            throw ApiError.MESSAGE_INCR_PAYLOAD.with();
        }
        if (headers.has(PublishHeader.ROLLUP)
                || headers.has(PublishHeader.EXPECTED_STREAM)
                || headers.has(PublishHeader.EXPECTED_LAST_MESSAGE_ID)
                || headers.has(PublishHeader.EXPECTED_LAST_SUBJECT_SEQUENCE_SUBJECT)
                || headers.has(PublishHeader.EXPECTED_LAST_SEQUENCE)
                || headers.has(PublishHeader.EXPECTED_LAST_SUBJECT_SEQUENCE)) {
            throw ApiError.MESSAGE_INCR_INVALID.with();
        }
    }

    private void checkStreamAndTtl(PublishHeaders headers) {
        String stream = headers.get(PublishHeader.EXPECTED_STREAM);
        if (stream != null && !stream.equals(config.name())) {
            throw ApiError.STREAM_NOT_MATCH.with();
        }
        if (!config.features().allowMessageTtl() && headers.has(PublishHeader.TTL)) {
            long seconds;
            try {
                seconds = MessageTtl.seconds(headers.get(PublishHeader.TTL));
            } catch (ApiException invalid) {
                // Is refused for that later.
                seconds = 0;
            }
            if (seconds != 0) {
                throw ApiError.MESSAGE_TTL_DISABLED.with();
            }
        }
    }

    private void checkExpectedSequences(Publication message, PublishHeaders headers, long lastSequence) {
        String other = headers.get(PublishHeader.EXPECTED_LAST_SUBJECT_SEQUENCE_SUBJECT);
        if (headers.has(PublishHeader.EXPECTED_LAST_SUBJECT_SEQUENCE)) {
            long expected = headers.number(PublishHeader.EXPECTED_LAST_SUBJECT_SEQUENCE);
            if (expected >= 0) {
                long found = lastOf(other == null ? message.copySubject() : Subjects.bytes(other));
                if (found != expected) {
                    throw ApiError.STREAM_WRONG_LAST_SEQUENCE.with(found);
                }
            }
        } else if (other != null) {
            throw ApiError.STREAM_EXPECTED_LAST_SEQ_PER_SUBJECT_INVALID.with();
        }
        long expected = headers.number(PublishHeader.EXPECTED_LAST_SEQUENCE);
        if (expected >= 0 && expected != lastSequence) {
            throw ApiError.STREAM_WRONG_LAST_SEQUENCE.with(lastSequence);
        }
    }

    /** The last sequence of what matches, or 0. */
    private long lastOf(byte[] pattern) {
        String text = Subjects.text(pattern);
        if (Subjects.isValidLiteral(text)) {
            SubjectState state = store.subject(pattern);
            return state == null ? 0 : state.last();
        }
        if (!Subjects.isValid(text)) {
            return 0;
        }
        MessageReader own = reader();
        return own.last(Long.MAX_VALUE, SubjectFilter.of(SubjectPattern.of(text))) ? own.sequence() : 0;
    }

    private MessageReader reader() {
        MessageReader own = reader;
        if (own == null) {
            own = store.reader();
            reader = own;
        }
        return own;
    }

    /** The last message of that subject, shown until the next question, or null. */
    @Nullable
    MessageReader lastMessageOf(byte[] subject) {
        SubjectState state = store.subject(subject);
        MessageReader own = reader();
        return state != null && own.read(state.last()) ? own : null;
    }

    private void checkRollup(PublishHeaders headers) {
        String rollup = headers.get(PublishHeader.ROLLUP);
        if (rollup == null) {
            return;
        }
        if (!config.permissions().allowRollup() || config.permissions().denyPurge()) {
            throw ApiError.STREAM_ROLLUP_FAILED.with("rollup not permitted");
        }
        if (!Arrays.asList("sub", "all").contains(rollup)) {
            throw ApiError.STREAM_ROLLUP_FAILED.with("rollup value invalid: \"" + rollup + "\"");
        }
    }

    void close() {
        if (reader != null) {
            reader.close();
            reader = null;
        }
    }
}
