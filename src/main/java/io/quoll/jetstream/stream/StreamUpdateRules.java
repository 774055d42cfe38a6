package io.quoll.jetstream.stream;

import static io.quoll.jetstream.stream.StreamConfigRules.invalid;

import io.quoll.jetstream.stream.StreamConfig.StreamFeatures;
import io.quoll.jetstream.stream.StreamConfig.StreamPermissions;
import io.quoll.jetstream.wire.ApiError;

/** What an update may change in a stream's configuration, in NATS's order of errors. Stateless. */
final class StreamUpdateRules {

    private StreamUpdateRules() {}

    /** The configuration to go on with; both are complete. */
    static StreamConfig check(StreamConfig before, StreamConfig after) {
        if (!after.name().equals(before.name())) {
            throw invalid("stream configuration name must match original");
        }
        if (after.replicas() > 1) {
            throw ApiError.STREAM_REPLICAS_NOT_SUPPORTED.with();
        }
        if (after.storage() != before.storage()) {
            throw invalid("stream configuration update can not change storage type");
        }
        if (after.retention() != before.retention()
                && (after.retention() == Retention.WORKQUEUE || before.retention() == Retention.WORKQUEUE)) {
            throw invalid("stream configuration update can not change retention policy to/from workqueue");
        }
        checkPermissions(before.permissions(), after.permissions());
        if (after.mirror() != null && !after.mirror().equals(before.mirror())) {
            throw ApiError.STREAM_MIRROR_NOT_UPDATABLE.with();
        }
        checkFeatures(before.features(), after.features());
        if (before.persistMode() != after.persistMode()) {
            throw invalid("stream configuration update can not change persist mode");
        }
        return after.permissions().sealed() ? sealed(after) : after;
    }

    private static void checkPermissions(StreamPermissions before, StreamPermissions after) {
        if (before.sealed() && !after.sealed()) {
            throw invalid("stream configuration update can not unseal a sealed stream");
        }
        if (before.denyDelete() && !after.denyDelete()) {
            throw invalid("stream configuration update can not cancel deny message deletes");
        }
        if (before.denyPurge() && !after.denyPurge()) {
            throw invalid("stream configuration update can not cancel deny purge");
        }
    }

    private static void checkFeatures(StreamFeatures before, StreamFeatures after) {
        if (before.allowMessageTtl() && !after.allowMessageTtl()) {
            throw invalid("message TTL status can not be disabled");
        }
        if (before.allowCounter() != after.allowCounter()) {
            throw invalid("stream configuration update can not change message counter setting");
        }
        if (before.allowSchedules() && !after.allowSchedules()) {
            throw invalid("message schedules can not be disabled");
        }
    }

    private static StreamConfig sealed(StreamConfig config) {
        return config.with(config.limits().sealed())
                .with(
                        new StreamPermissions(
                                true, true, true, false, config.permissions().noAck()),
                        config.features());
    }
}
