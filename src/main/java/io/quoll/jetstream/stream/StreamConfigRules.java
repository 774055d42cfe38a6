package io.quoll.jetstream.stream;

import io.quoll.jetstream.stream.StreamConfig.Placement;
import io.quoll.jetstream.stream.StreamConfig.Republish;
import io.quoll.jetstream.stream.StreamConfig.StreamFeatures;
import io.quoll.jetstream.stream.StreamConfig.StreamPermissions;
import io.quoll.jetstream.stream.StreamConfig.SubjectMapping;
import io.quoll.jetstream.wire.ApiError;
import io.quoll.jetstream.wire.ApiException;
import io.quoll.jetstream.wire.GoDuration;
import io.quoll.subject.SubjectTransform;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a stream's configuration must be like, and what stands where it says nothing. Refuses with NATS's errors, in its order.
 * A pedantic request is refused where another one would be put right silently.
 */
public final class StreamConfigRules {

    private static final int LONGEST_NAME = 255;
    private static final int LONGEST_DESCRIPTION = 4 * 1024;
    private static final int MOST_METADATA = 128 * 1024;
    private static final int MOST_REPLICAS = 5;
    private static final long SHORTEST_NANOS = 100_000_000L;
    private static final long SECOND_NANOS = 1_000_000_000L;
    private static final long DEFAULT_WINDOW_NANOS = 120 * SECOND_NANOS;

    /** The other streams of the account, and what the server and the account allow. */
    public interface Surroundings {
        @Nullable
        StreamConfig configOf(String name);

        /** The longest window for duplicates, 0 for any. */
        long longestDuplicateWindowNanos();

        /** Whether a stream must say how many bytes it keeps at most. */
        boolean needsMaxBytes();

        /** The most bytes one stream of that storage may reserve, 0 for any number. */
        long mostBytesOfStream(StorageType storage);
    }

    private final Surroundings surroundings;

    public StreamConfigRules(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    static ApiException invalid(String reason) {
        return ApiError.STREAM_INVALID_CONFIG.with(reason);
    }

    /** Whether a stream or consumer may be called so. */
    public static boolean isValidName(String name) {
        return !name.isEmpty() && name.chars().noneMatch(c -> " \t\r\n\f.*>\\/".indexOf(c) >= 0);
    }

    /** The complete configuration of what was asked for. */
    public StreamConfig complete(StreamConfig asked, boolean pedantic) {
        checkTexts(asked);
        StreamConfig config = withReplicas(asked);
        config = config.with(completeLimits(config, pedantic));
        config = completePermissions(config, pedantic);
        checkPersistMode(config);
        config = checkMirror(config, pedantic);
        checkSources(config);
        new SourceCycles(surroundings).check(config);
        config = completeSubjects(config);
        checkMaxBytes(config);
        checkTransform(config.subjectTransform());
        config = completeRepublish(config, pedantic);
        return completePlacement(config);
    }

    /** What an update comes to; both configurations are complete. */
    public static StreamConfig checkUpdate(StreamConfig before, StreamConfig after) {
        return StreamUpdateRules.check(before, after);
    }

    private static void checkTexts(StreamConfig config) {
        if (!isValidName(config.name())) {
            throw invalid("stream name is required and can not contain '.', '*', '>', '\\', '/'");
        }
        if (utf8Length(config.name()) > LONGEST_NAME) {
            throw invalid("stream name is too long, maximum allowed is " + LONGEST_NAME);
        }
        if (utf8Length(config.description()) > LONGEST_DESCRIPTION) {
            throw invalid("stream description is too long, maximum allowed is " + LONGEST_DESCRIPTION);
        }
        int metadata = 0;
        for (Map.Entry<String, String> entry : config.metadata().entrySet()) {
            metadata += utf8Length(entry.getKey()) + utf8Length(entry.getValue());
        }
        if (metadata > MOST_METADATA) {
            throw invalid("stream metadata exceeds maximum size of " + MOST_METADATA + " bytes");
        }
    }

    private static int utf8Length(String text) {
        return text.getBytes(StandardCharsets.UTF_8).length;
    }

    private static StreamConfig withReplicas(StreamConfig config) {
        if (config.replicas() > MOST_REPLICAS) {
            throw invalid("maximum replicas is " + MOST_REPLICAS);
        }
        if (config.replicas() < 0) {
            throw ApiError.REPLICAS_COUNT_CANNOT_BE_NEGATIVE.with();
        }
        return config.replicas() == 0 ? config.withReplicas(1) : config;
    }

    private StreamLimits completeLimits(StreamConfig config, boolean pedantic) {
        StreamLimits asked = config.limits();
        long maxAge = asked.maxAgeNanos();
        StreamLimits limits = new StreamLimits(
                limit("max_msgs", asked.maxMessages(), pedantic),
                limit("max_bytes", asked.maxBytes(), pedantic),
                limit("max_msgs_per_subject", asked.maxMessagesPerSubject(), pedantic),
                (int) limit("max_msg_size", asked.maxMessageSize(), pedantic),
                maxAge,
                (int) limit("max_consumers", asked.maxConsumers(), pedantic),
                asked.discard(),
                asked.discardNewPerSubject(),
                asked.duplicateWindowNanos());
        if (maxAge < 0) {
            throw invalid("max age can not be negative");
        }
        if (maxAge != 0 && maxAge < SHORTEST_NANOS) {
            throw invalid("max age needs to be >= 100ms");
        }
        limits = limits.withDuplicateWindow(duplicateWindow(config, limits, pedantic));
        if (config.permissions().denyPurge() && config.permissions().allowRollup()) {
            throw invalid("roll-ups require the purge permission");
        }
        checkCounter(config);
        checkDiscard(limits);
        return limits;
    }

    private static long limit(String name, long asked, boolean pedantic) {
        if (pedantic && asked < StreamLimits.UNLIMITED) {
            throw ApiError.PEDANTIC.with(name + " must be set to -1");
        }
        return asked <= 0 ? StreamLimits.UNLIMITED : asked;
    }

    private long duplicateWindow(StreamConfig config, StreamLimits limits, boolean pedantic) {
        long most = surroundings.longestDuplicateWindowNanos();
        long maxAge = limits.maxAgeNanos();
        long window = limits.duplicateWindowNanos();
        if (window == 0 && config.mirror() == null && config.sources().isEmpty()) {
            window = DEFAULT_WINDOW_NANOS;
            if (most > 0 && window > most) {
                if (pedantic) {
                    throw ApiError.PEDANTIC.with("duplicate window limits are higher than current limits");
                }
                window = most;
            }
            if (maxAge != 0 && maxAge < window) {
                if (pedantic) {
                    throw ApiError.PEDANTIC.with("duplicate window cannot be bigger than max age");
                }
                window = maxAge;
            }
        }
        if (window < 0) {
            throw invalid("duplicates window can not be negative");
        }
        if (maxAge != 0 && window > maxAge) {
            throw invalid("duplicates window can not be larger then max age");
        }
        if (most > 0 && window > most) {
            throw invalid("duplicates window can not be larger then server limit of " + GoDuration.shown(most));
        }
        if (window > 0 && window < SHORTEST_NANOS) {
            throw invalid("duplicates window needs to be >= 100ms");
        }
        return window;
    }

    private static void checkCounter(StreamConfig config) {
        if (!config.features().allowCounter()) {
            return;
        }
        if (config.limits().discard() == Discard.NEW) {
            throw invalid("counter stream cannot use discard new");
        }
        if (config.features().allowMessageTtl()) {
            throw invalid("counter stream cannot use message TTLs");
        }
        if (config.features().allowSchedules()) {
            throw invalid("counter stream cannot use message schedules");
        }
        if (config.retention() != Retention.LIMITS) {
            throw invalid("counter stream can only use limits retention");
        }
    }

    private static void checkDiscard(StreamLimits limits) {
        if (limits.discardNewPerSubject()) {
            if (limits.discard() != Discard.NEW) {
                throw invalid("discard new per subject requires discard new policy to be set");
            }
            if (limits.maxMessagesPerSubject() <= 0) {
                throw invalid("discard new per subject requires max msgs per subject > 0");
            }
        }
    }

    private static StreamConfig completePermissions(StreamConfig config, boolean pedantic) {
        StreamFeatures features = config.features();
        StreamPermissions permissions = config.permissions();
        boolean allowTtl = features.allowMessageTtl();
        boolean allowRollup = permissions.allowRollup();
        if (features.subjectDeleteMarkerTtlNanos() > 0) {
            if (features.subjectDeleteMarkerTtlNanos() < SECOND_NANOS) {
                throw invalid("subject delete marker TTL must be at least 1 second");
            }
            if (pedantic && !allowTtl) {
                throw invalid("subject delete marker cannot be set if message TTLs are disabled");
            }
            if (pedantic && !allowRollup) {
                throw invalid("subject delete marker cannot be set if roll-ups are disabled");
            }
            allowTtl = true;
            allowRollup = true;
        } else if (features.subjectDeleteMarkerTtlNanos() < 0) {
            throw invalid("subject delete marker TTL must not be negative");
        }
        if (features.allowSchedules()) {
            if (config.limits().discard() == Discard.NEW) {
                throw invalid("message scheduling cannot use discard new");
            }
            if (pedantic && !allowRollup) {
                throw invalid("message scheduling cannot be set if roll-ups are disabled");
            }
            allowRollup = true;
        }
        boolean rollupTurnedOn = allowRollup && !permissions.allowRollup();
        return config.with(
                new StreamPermissions(
                        permissions.sealed(),
                        permissions.denyDelete(),
                        permissions.denyPurge() && !rollupTurnedOn,
                        allowRollup,
                        permissions.noAck()),
                new StreamFeatures(
                        features.allowDirect(),
                        features.mirrorDirect(),
                        allowTtl,
                        features.subjectDeleteMarkerTtlNanos(),
                        features.allowCounter(),
                        features.allowAtomicBatch(),
                        features.allowFastBatch(),
                        features.allowSchedules()));
    }

    private static void checkPersistMode(StreamConfig config) {
        if (config.persistMode() != PersistMode.ASYNC) {
            return;
        }
        if (config.storage() != StorageType.FILE) {
            throw invalid("async persist mode is only supported on file storage");
        }
        if (config.replicas() > 1) {
            throw invalid("async persist mode is not supported on replicated streams");
        }
        if (config.features().allowAtomicBatch()) {
            throw invalid("async persist mode is not supported with atomic batch publish");
        }
    }

    private StreamConfig checkMirror(StreamConfig config, boolean pedantic) {
        StreamSource mirror = config.mirror();
        if (mirror == null) {
            return config;
        }
        checkMirrorsRest(config, mirror);
        List<SubjectMapping> transforms = mirror.transforms();
        for (int i = 0; i < transforms.size(); i++) {
            checkMapping(
                    transforms.get(i),
                    ApiError.MIRROR_INVALID_SUBJECT_FILTER,
                    ApiError.MIRROR_INVALID_TRANSFORM_DESTINATION);
            for (int j = 0; j < transforms.size(); j++) {
                if (i != j
                        && Subjects.overlap(
                                transforms.get(i).source(), transforms.get(j).source())) {
                    throw ApiError.MIRROR_OVERLAPPING_SUBJECT_FILTERS.with();
                }
            }
        }
        if (mirror.external() != null) {
            checkExternal(mirror.external());
            return config;
        }
        if (!isValidName(mirror.name())) {
            throw ApiError.MIRROR_INVALID_STREAM_NAME.with();
        }
        StreamConfig origin = surroundings.configOf(mirror.name());
        if (origin == null) {
            return config;
        }
        if (isSmaller(config, origin)) {
            throw ApiError.MIRROR_MAX_MESSAGE_SIZE_TOO_BIG.with();
        }
        if (pedantic && config.features().mirrorDirect() != origin.features().allowDirect()) {
            throw ApiError.PEDANTIC.with("origin stream has direct get set, mirror has it disabled");
        }
        return config.with(
                config.permissions(),
                withMirrorDirect(config.features(), origin.features().allowDirect()));
    }

    private static StreamFeatures withMirrorDirect(StreamFeatures features, boolean mirrorDirect) {
        return new StreamFeatures(
                features.allowDirect(),
                mirrorDirect,
                features.allowMessageTtl(),
                features.subjectDeleteMarkerTtlNanos(),
                features.allowCounter(),
                features.allowAtomicBatch(),
                features.allowFastBatch(),
                features.allowSchedules());
    }

    private static void checkMirrorsRest(StreamConfig config, StreamSource mirror) {
        if (config.firstSequence() > 0) {
            throw ApiError.MIRROR_WITH_FIRST_SEQ.with();
        }
        if (!config.subjects().isEmpty()) {
            throw ApiError.MIRROR_WITH_SUBJECTS.with();
        }
        if (!config.sources().isEmpty()) {
            throw ApiError.MIRROR_WITH_SOURCES.with();
        }
        if (config.features().allowCounter()) {
            throw ApiError.MIRROR_WITH_COUNTERS.with();
        }
        if (config.features().allowAtomicBatch()) {
            throw ApiError.MIRROR_WITH_ATOMIC_PUBLISH.with();
        }
        if (config.features().allowFastBatch()) {
            throw ApiError.MIRROR_WITH_BATCH_PUBLISH.with();
        }
        if (config.features().allowSchedules()) {
            throw ApiError.MIRROR_WITH_MSG_SCHEDULES.with();
        }
        checkDurable(mirror, ApiError.MIRROR_DURABLE_CONSUMER_CFG_INVALID);
        if (!mirror.filterSubject().isEmpty() && !mirror.transforms().isEmpty()) {
            throw ApiError.MIRROR_MULTIPLE_FILTERS_NOT_ALLOWED.with();
        }
        if (config.features().subjectDeleteMarkerTtlNanos() > 0) {
            throw invalid("subject delete markers forbidden on mirrors");
        }
        if (!mirror.filterSubject().isEmpty() && !Subjects.isValid(mirror.filterSubject())) {
            throw ApiError.STREAM_CREATE.with(
                    "subject filter '" + mirror.filterSubject() + "' for the mirror invalid subject");
        }
    }

    private static void checkDurable(StreamSource source, ApiError error) {
        StreamSource.DurableConsumer consumer = source.consumer();
        if (consumer != null
                && (!isValidName(consumer.name())
                        || !Subjects.isValidLiteral(consumer.deliverSubject())
                        || source.startSequence() != 0
                        || source.startTimeNanos() != 0
                        || !source.filterSubject().isEmpty())) {
            throw error.with();
        }
    }

    private static boolean isSmaller(StreamConfig config, StreamConfig origin) {
        int most = config.limits().maxMessageSize();
        return most > 0 && most < origin.limits().maxMessageSize();
    }

    private void checkSources(StreamConfig config) {
        if (!config.sources().isEmpty() && config.features().allowSchedules()) {
            throw ApiError.SOURCE_WITH_MSG_SCHEDULES.with();
        }
        Set<String> names = new HashSet<>();
        Set<String> durables = new HashSet<>();
        for (StreamSource source : config.sources()) {
            if (!isValidName(source.name())) {
                throw ApiError.SOURCE_INVALID_STREAM_NAME.with();
            }
            if (!names.add(source.indexName())) {
                throw ApiError.SOURCE_DUPLICATE_DETECTED.with();
            }
            checkSource(source);
            StreamSource.DurableConsumer consumer = source.consumer();
            if (consumer != null && !durables.add(source.name() + " " + consumer.name())) {
                throw ApiError.SOURCE_DURABLE_CONSUMER_DUPLICATE_DETECTED.with();
            }
            if (source.external() != null) {
                checkExternal(source.external());
                continue;
            }
            StreamConfig origin = surroundings.configOf(source.name());
            if (origin != null && isSmaller(config, origin)) {
                throw ApiError.SOURCE_MAX_MESSAGE_SIZE_TOO_BIG.with();
            }
        }
    }

    private static void checkSource(StreamSource source) {
        if (!source.filterSubject().isEmpty() && !source.transforms().isEmpty()) {
            throw ApiError.SOURCE_MULTIPLE_FILTERS_NOT_ALLOWED.with();
        }
        for (SubjectMapping each : source.transforms()) {
            checkMapping(each, ApiError.SOURCE_INVALID_SUBJECT_FILTER, ApiError.SOURCE_INVALID_TRANSFORM_DESTINATION);
        }
        List<SubjectMapping> transforms = source.transforms();
        for (int i = 0; i < transforms.size(); i++) {
            for (int j = 0; j < transforms.size(); j++) {
                if (i != j
                        && Subjects.isWithin(
                                transforms.get(i).source(), transforms.get(j).source())) {
                    throw ApiError.SOURCE_OVERLAPPING_SUBJECT_FILTERS.with();
                }
            }
        }
        checkDurable(source, ApiError.SOURCE_DURABLE_CONSUMER_CFG_INVALID);
        if (!source.filterSubject().isEmpty() && !Subjects.isValid(source.filterSubject())) {
            throw ApiError.STREAM_CREATE.with(
                    "subject filter '" + source.filterSubject() + "' for the source: invalid subject");
        }
    }

    private static void checkMapping(SubjectMapping mapping, ApiError source, ApiError destination) {
        if (!mapping.source().isEmpty() && !Subjects.isValid(mapping.source())) {
            throw source.with("invalid subject " + mapping.source());
        }
        try {
            SubjectTransform.of(mapping.source(), mapping.destination());
        } catch (IllegalArgumentException e) {
            throw destination.with(e.getMessage());
        }
    }

    private static void checkExternal(StreamSource.External external) {
        if (!external.deliverPrefix().isEmpty() && !Subjects.isValidLiteral(external.deliverPrefix())) {
            throw ApiError.STREAM_INVALID_EXTERNAL_DELIVERY_SUBJ.with(external.deliverPrefix());
        }
        if (!external.apiPrefix().isEmpty()) {
            if (!Subjects.isValidLiteral(external.apiPrefix())) {
                throw invalid("stream external api prefix \"" + external.apiPrefix()
                        + "\" must be a valid subject without wildcards");
            }
            if (external.apiPrefix().equals("$JS.API")) {
                throw ApiError.STREAM_EXTERNAL_API_OVERLAP.with(external.apiPrefix(), "$JS.API");
            }
        }
    }

    private static StreamConfig completeSubjects(StreamConfig config) {
        List<String> subjects = config.subjects();
        if (subjects.isEmpty()) {
            return config.mirror() == null && config.sources().isEmpty()
                    ? config.withSubjects(List.of(config.name()))
                    : config;
        }
        boolean acknowledges = !config.permissions().noAck();
        Set<String> seen = new HashSet<>();
        for (int i = 0; i < subjects.size(); i++) {
            String subject = subjects.get(i);
            if (!Subjects.isValid(subject)) {
                throw invalid("invalid subject");
            }
            if (seen.contains(subject)) {
                throw invalid("duplicate subjects detected");
            }
            if (subject.equals(">")) {
                if (acknowledges) {
                    throw invalid("capturing all subjects requires no-ack to be true");
                }
                if (config.replicas() != 1) {
                    throw invalid("capturing all subjects requires replicas of 1");
                }
            }
            if (acknowledges) {
                checkReserved(subject);
            }
            for (String later : subjects.subList(i + 1, subjects.size())) {
                if (Subjects.isValid(later) && Subjects.overlap(later, subject) && !later.equals(subject)) {
                    throw invalid("subject \"" + subject + "\" overlaps with \"" + later + "\"");
                }
            }
            if (subjects.subList(i + 1, subjects.size()).contains(subject)) {
                throw invalid("subject \"" + subject + "\" overlaps with \"" + subject + "\"");
            }
            seen.add(subject);
        }
        return config;
    }

    private static void checkReserved(String subject) {
        for (String reserved : List.of("$JS.>", "$JSC.>", "$NRG.>")) {
            if (Subjects.overlap(subject, reserved) && !Subjects.isWithin(subject, "$JS.EVENT.>")) {
                throw invalid("subjects that overlap with jetstream api require no-ack to be true");
            }
        }
        if (Subjects.overlap(subject, "$SYS.>") && !Subjects.isWithin(subject, "$SYS.ACCOUNT.>")) {
            throw invalid("subjects that overlap with system api require no-ack to be true");
        }
    }

    private void checkMaxBytes(StreamConfig config) {
        long most = surroundings.mostBytesOfStream(config.storage());
        if (surroundings.needsMaxBytes() && config.limits().maxBytes() <= 0) {
            throw ApiError.STREAM_MAX_BYTES_REQUIRED.with();
        }
        if (most > 0 && config.limits().maxBytes() > most) {
            throw ApiError.STREAM_MAX_STREAM_BYTES_EXCEEDED.with();
        }
    }

    private static void checkTransform(@Nullable SubjectMapping transform) {
        if (transform != null) {
            checkMapping(
                    transform, ApiError.STREAM_TRANSFORM_INVALID_SOURCE, ApiError.STREAM_TRANSFORM_INVALID_DESTINATION);
        }
    }

    private static StreamConfig completeRepublish(StreamConfig config, boolean pedantic) {
        Republish asked = config.republish();
        if (asked == null) {
            return config;
        }
        String source = asked.source();
        String destination = asked.destination();
        if (source.isEmpty()) {
            if (pedantic) {
                throw ApiError.PEDANTIC.with("republish source can not be empty");
            }
            source = ">";
        }
        SubjectMapping transform = config.subjectTransform();
        if (destination.equals(">")
                && source.equals(">")
                && transform != null
                && config.subjects().equals(List.of(transform.source()))) {
            if (pedantic) {
                throw ApiError.PEDANTIC.with("implicit republish based on subject transform");
            }
            source = transform.destination();
            destination = transform.destination();
        }
        for (String subject : config.subjects()) {
            if (Subjects.overlap(SubjectTransform.unnumbered(destination), subject)) {
                throw invalid("stream configuration for republish destination forms a cycle");
            }
        }
        try {
            SubjectTransform.of(source, destination);
        } catch (IllegalArgumentException e) {
            throw invalid("stream configuration for republish with transform from '" + source + "' to '" + destination
                    + "' not valid");
        }
        return config.withRepublish(new Republish(source, destination, asked.headersOnly()));
    }

    private static StreamConfig completePlacement(StreamConfig config) {
        Placement placement = config.placement();
        if (placement == null) {
            return config;
        }
        if (!placement.preferred().isEmpty()) {
            throw invalid("preferred server not permitted in placement");
        }
        return placement.cluster().isEmpty() && placement.tags().isEmpty() ? config.withPlacement(null) : config;
    }
}
