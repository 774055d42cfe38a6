package io.quoll.jetstream.stream;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a stream is to keep and how, as its owner asked for it and as {@link StreamConfigRules} completed it. Immutable.
 *
 * @param replicas always one on a single server
 * @param placement kept and shown, without effect on a single server
 */
public record StreamConfig(
        String name,
        String description,
        List<String> subjects,
        Retention retention,
        StorageType storage,
        int replicas,
        StreamLimits limits,
        StreamPermissions permissions,
        StreamFeatures features,
        @Nullable Placement placement,
        @Nullable StreamSource mirror,
        List<StreamSource> sources,
        Compression compression,
        PersistMode persistMode,
        long firstSequence,
        @Nullable SubjectMapping subjectTransform,
        @Nullable Republish republish,
        ConsumerLimits consumerLimits,
        Map<String, String> metadata) {

    /** Where a stream should live in a cluster. */
    public record Placement(String cluster, List<String> tags, String preferred) {}

    /** Subjects that match {@code source} are renamed to {@code destination}. */
    public record SubjectMapping(String source, String destination) {}

    /** Stored messages are published once more, under another subject. */
    public record Republish(String source, String destination, boolean headersOnly) {}

    /** What consumers of the stream are held to where they say nothing, and at most. */
    public record ConsumerLimits(long inactiveThresholdNanos, int maxAckPending) {
        public static final ConsumerLimits NONE = new ConsumerLimits(0, 0);
    }

    /** Who may do what with messages that are there. Those named {@code deny} cannot be taken back. */
    public record StreamPermissions(
            boolean sealed, boolean denyDelete, boolean denyPurge, boolean allowRollup, boolean noAck) {}

    /**
     * What else the stream does on request.
     *
     * @param subjectDeleteMarkerTtlNanos how long a marker stays in place of a subject's last message, 0 for no markers
     */
    public record StreamFeatures(
            boolean allowDirect,
            boolean mirrorDirect,
            boolean allowMessageTtl,
            long subjectDeleteMarkerTtlNanos,
            boolean allowCounter,
            boolean allowAtomicBatch,
            boolean allowFastBatch,
            boolean allowSchedules) {}

    StreamConfig with(StreamLimits newLimits) {
        return copy(subjects, newLimits, permissions, features, placement, mirror, sources, republish, metadata);
    }

    StreamConfig with(StreamPermissions newPermissions, StreamFeatures newFeatures) {
        return copy(subjects, limits, newPermissions, newFeatures, placement, mirror, sources, republish, metadata);
    }

    StreamConfig withSubjects(List<String> newSubjects) {
        return copy(newSubjects, limits, permissions, features, placement, mirror, sources, republish, metadata);
    }

    StreamConfig withPlacement(@Nullable Placement newPlacement) {
        return copy(subjects, limits, permissions, features, newPlacement, mirror, sources, republish, metadata);
    }

    StreamConfig withRepublish(@Nullable Republish newRepublish) {
        return copy(subjects, limits, permissions, features, placement, mirror, sources, newRepublish, metadata);
    }

    public StreamConfig withMetadata(Map<String, String> newMetadata) {
        return copy(subjects, limits, permissions, features, placement, mirror, sources, republish, newMetadata);
    }

    StreamConfig withReplicas(int newReplicas) {
        return copy(name, newReplicas);
    }

    public StreamConfig withName(String newName) {
        return copy(newName, replicas);
    }

    private StreamConfig copy(String newName, int newReplicas) {
        return new StreamConfig(
                newName,
                description,
                subjects,
                retention,
                storage,
                newReplicas,
                limits,
                permissions,
                features,
                placement,
                mirror,
                sources,
                compression,
                persistMode,
                firstSequence,
                subjectTransform,
                republish,
                consumerLimits,
                metadata);
    }

    private StreamConfig copy(
            List<String> newSubjects,
            StreamLimits newLimits,
            StreamPermissions newPermissions,
            StreamFeatures newFeatures,
            @Nullable Placement newPlacement,
            @Nullable StreamSource newMirror,
            List<StreamSource> newSources,
            @Nullable Republish newRepublish,
            Map<String, String> newMetadata) {
        return new StreamConfig(
                name,
                description,
                newSubjects,
                retention,
                storage,
                replicas,
                newLimits,
                newPermissions,
                newFeatures,
                newPlacement,
                newMirror,
                newSources,
                compression,
                persistMode,
                firstSequence,
                subjectTransform,
                newRepublish,
                consumerLimits,
                newMetadata);
    }
}
