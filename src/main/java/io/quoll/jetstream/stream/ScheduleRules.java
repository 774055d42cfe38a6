package io.quoll.jetstream.stream;

import io.quoll.jetstream.wire.ApiError;
import io.quoll.jetstream.wire.ApiException;
import io.quoll.message.Publication;
import io.quoll.storage.MessageReader;
import io.quoll.storage.SubjectFilter;
import io.quoll.subject.SubjectPattern;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Whether a publication may schedule others, or end a schedule; in NATS's order of errors. For the stream's writer. */
final class ScheduleRules {

    private static final String PURGE = "purge";

    private final Supplier<MessageReader> reader;

    ScheduleRules(Supplier<MessageReader> reader) {
        this.reader = reader;
    }

    void check(StreamConfig config, Publication message, PublishHeaders headers) {
        if (headers.has(PublishHeader.SCHEDULE)) {
            checkSchedule(config, Subjects.text(message.copySubject()), headers);
        }
        if (headers.has(PublishHeader.SCHEDULE_NEXT)) {
            checkEnd(config, Subjects.text(message.copySubject()), headers);
        } else if (headers.has(PublishHeader.SCHEDULER)) {
            throw ApiError.MESSAGE_SCHEDULES_SCHEDULER_INVALID.with();
        }
    }

    private static void checkSchedule(StreamConfig config, String subject, PublishHeaders headers) {
        if (!config.features().allowSchedules()) {
            throw ApiError.MESSAGE_SCHEDULES_DISABLED.with();
        }
        Schedule.parse(headers);
        String ttl = headers.raw(PublishHeader.SCHEDULE_TTL);
        if (ttl != null) {
            checkTtl(ttl);
        }
        String rollup = headers.get(PublishHeader.SCHEDULE_ROLLUP);
        if (rollup != null && !rollup.equals("sub")) {
            throw ApiError.MESSAGE_SCHEDULES_ROLLUP_INVALID.with();
        }
        if (ttl != null && !ttl.isEmpty() && !config.features().allowMessageTtl()) {
            throw ApiError.MESSAGE_TTL_DISABLED.with();
        }
        String target = headers.get(PublishHeader.SCHEDULE_TARGET);
        if (target == null || !Subjects.isValidLiteral(target) || target.equals(subject) || !isOurs(config, target)) {
            throw ApiError.MESSAGE_SCHEDULES_TARGET_INVALID.with();
        }
        String source = headers.get(PublishHeader.SCHEDULE_SOURCE);
        if (source != null
                && (source.equals(target)
                        || source.equals(subject)
                        || !Subjects.isValidLiteral(source)
                        || !isOurs(config, source))) {
            throw ApiError.MESSAGE_SCHEDULES_SOURCE_INVALID.with();
        }
        String own = headers.get(PublishHeader.ROLLUP);
        if (own != null && !own.equals("sub")) {
            throw ApiError.MESSAGE_SCHEDULES_ROLLUP_INVALID.with();
        }
    }

    private static void checkTtl(String ttl) {
        try {
            MessageTtl.seconds(ttl);
        } catch (ApiException e) {
            throw ApiError.MESSAGE_SCHEDULES_TTL_INVALID.with();
        }
    }

    private static boolean isOurs(StreamConfig config, String subject) {
        return config.subjects().stream().anyMatch(pattern -> Subjects.overlap(pattern, subject));
    }

    private void checkEnd(StreamConfig config, String subject, PublishHeaders headers) {
        String scheduler = headers.get(PublishHeader.SCHEDULER);
        if (!PURGE.equals(headers.get(PublishHeader.SCHEDULE_NEXT))
                || scheduler == null
                || scheduler.equals(subject)
                || !Subjects.isValidLiteral(scheduler)) {
            throw ApiError.MESSAGE_SCHEDULES_SCHEDULER_INVALID.with();
        }
        if (!config.features().allowSchedules()) {
            throw ApiError.MESSAGE_SCHEDULES_DISABLED.with();
        }
        if (isNoSchedule(scheduler)) {
            throw ApiError.MESSAGE_SCHEDULES_SCHEDULER_INVALID.with();
        }
    }

    private boolean isNoSchedule(String subject) {
        MessageReader own = reader.get();
        if (!own.last(Long.MAX_VALUE, SubjectFilter.of(SubjectPattern.of(subject)))) {
            return false;
        }
        PublishHeaders headers = new PublishHeaders();
        headers.read(own.message());
        @Nullable String schedule = headers.get(PublishHeader.SCHEDULE);
        return schedule == null;
    }
}
