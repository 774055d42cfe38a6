package io.quoll.jetstream.stream;

import io.quoll.jetstream.stream.StreamConfig.ConsumerLimits;
import io.quoll.jetstream.stream.StreamConfig.Placement;
import io.quoll.jetstream.stream.StreamConfig.Republish;
import io.quoll.jetstream.stream.StreamConfig.StreamFeatures;
import io.quoll.jetstream.stream.StreamConfig.StreamPermissions;
import io.quoll.jetstream.stream.StreamConfig.SubjectMapping;
import io.quoll.jetstream.wire.JsonInput;
import io.quoll.jetstream.wire.JsonOutput;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A stream's configuration as JSON, for clients and for the store alike. */
public final class StreamConfigCodec {

    private static final String OWNER = "StreamConfig";

    private StreamConfigCodec() {}

    /** Takes the fields of a configuration as they come, and makes it of them. For one object, then thrown away. */
    public static final class Reader implements JsonInput.Fields {
        private String name = "";
        private String description = "";
        private List<String> subjects = List.of();
        private Retention retention = Retention.LIMITS;
        private int maxConsumers;
        private long maxMessages;
        private long maxBytes;
        private long maxAge;
        private long maxMessagesPerSubject;
        private int maxMessageSize;
        private Discard discard = Discard.OLD;
        private StorageType storage = StorageType.FILE;
        private int replicas;
        private boolean noAck;
        private long duplicateWindow;
        private @Nullable Placement placement;
        private @Nullable StreamSource mirror;
        private List<StreamSource> sources = List.of();
        private Compression compression = Compression.NONE;
        private long firstSequence;
        private @Nullable SubjectMapping transform;
        private @Nullable Republish republish;
        private boolean allowDirect;
        private boolean mirrorDirect;
        private boolean discardNewPerSubject;
        private boolean sealed;
        private boolean denyDelete;
        private boolean denyPurge;
        private boolean allowRollup;
        private ConsumerLimits consumerLimits = ConsumerLimits.NONE;
        private boolean allowMessageTtl;
        private long subjectDeleteMarkerTtl;
        private boolean allowCounter;
        private boolean allowAtomic;
        private boolean allowSchedules;
        private PersistMode persistMode = PersistMode.DEFAULT;
        private boolean allowBatched;
        private Map<String, String> metadata = Map.of();

        @Override
        public boolean take(String field, JsonInput value) {
            switch (field) {
                case "name" -> name = value.text();
                case "description" -> description = value.text();
                case "subjects" -> subjects = value.texts();
                case "retention" -> retention = Retention.read(value);
                case "max_consumers" -> maxConsumers = value.smallNumber();
                case "max_msgs" -> maxMessages = value.number();
                case "max_bytes" -> maxBytes = value.number();
                case "max_age" -> maxAge = value.number();
                case "max_msgs_per_subject" -> maxMessagesPerSubject = value.number();
                case "max_msg_size" -> maxMessageSize = value.smallNumber();
                case "discard" -> discard = Discard.read(value);
                case "storage" -> storage = StorageType.read(value);
                case "num_replicas" -> replicas = value.smallNumber();
                case "no_ack" -> noAck = value.flag();
                case "duplicate_window" -> duplicateWindow = value.number();
                case "placement" -> placement = readPlacement(value);
                case "mirror" -> mirror = readSource(value);
                case "sources" -> sources = value.list(StreamConfigCodec::readSource);
                case "compression" -> compression = Compression.read(value);
                case "first_seq" -> firstSequence = value.unsigned();
                case "subject_transform" -> transform = readMapping(value);
                case "republish" -> republish = readRepublish(value);
                case "consumer_limits" -> consumerLimits = readConsumerLimits(value);
                case "subject_delete_marker_ttl" -> subjectDeleteMarkerTtl = value.number();
                case "persist_mode" -> persistMode = PersistMode.read(value);
                case "metadata" -> metadata = value.textMap();
                default -> {
                    return takeFlag(field, value);
                }
            }
            return true;
        }

        private boolean takeFlag(String field, JsonInput value) {
            switch (field) {
                case "allow_direct" -> allowDirect = value.flag();
                case "mirror_direct" -> mirrorDirect = value.flag();
                case "discard_new_per_subject" -> discardNewPerSubject = value.flag();
                case "sealed" -> sealed = value.flag();
                case "deny_delete" -> denyDelete = value.flag();
                case "deny_purge" -> denyPurge = value.flag();
                case "allow_rollup_hdrs" -> allowRollup = value.flag();
                case "allow_msg_ttl" -> allowMessageTtl = value.flag();
                case "allow_msg_counter" -> allowCounter = value.flag();
                case "allow_atomic" -> allowAtomic = value.flag();
                case "allow_msg_schedules" -> allowSchedules = value.flag();
                case "allow_batched" -> allowBatched = value.flag();
                default -> {
                    return false;
                }
            }
            return true;
        }

        public StreamConfig config() {
            return new StreamConfig(
                    name,
                    description,
                    List.copyOf(subjects),
                    retention,
                    storage,
                    replicas,
                    new StreamLimits(
                            maxMessages,
                            maxBytes,
                            maxMessagesPerSubject,
                            maxMessageSize,
                            maxAge,
                            maxConsumers,
                            discard,
                            discardNewPerSubject,
                            duplicateWindow),
                    new StreamPermissions(sealed, denyDelete, denyPurge, allowRollup, noAck),
                    new StreamFeatures(
                            allowDirect,
                            mirrorDirect,
                            allowMessageTtl,
                            subjectDeleteMarkerTtl,
                            allowCounter,
                            allowAtomic,
                            allowBatched,
                            allowSchedules),
                    placement,
                    mirror,
                    List.copyOf(sources),
                    compression,
                    persistMode,
                    firstSequence,
                    transform,
                    republish,
                    consumerLimits,
                    Map.copyOf(metadata));
        }
    }

    private static Placement readPlacement(JsonInput value) {
        String[] names = {"", ""};
        List<List<String>> tags = new java.util.ArrayList<>(List.of(List.of()));
        value.fields("Placement", (field, v) -> {
            switch (field) {
                case "cluster" -> names[0] = v.text();
                case "preferred" -> names[1] = v.text();
                case "tags" -> tags.set(0, v.texts());
                default -> {
                    return false;
                }
            }
            return true;
        });
        return new Placement(names[0], List.copyOf(tags.get(0)), names[1]);
    }

    private static StreamSource readSource(JsonInput value) {
        SourceReader reader = new SourceReader();
        value.fields("StreamSource", reader);
        return reader.source();
    }

    private static final class SourceReader implements JsonInput.Fields {
        private String name = "";
        private long startSequence;
        private long startTime;
        private String filter = "";
        private List<SubjectMapping> transforms = List.of();
        private StreamSource.@Nullable External external;
        private StreamSource.@Nullable DurableConsumer consumer;

        @Override
        public boolean take(String field, JsonInput value) {
            switch (field) {
                case "name" -> name = value.text();
                case "opt_start_seq" -> startSequence = value.unsigned();
                case "opt_start_time" -> startTime = value.time();
                case "filter_subject" -> filter = value.text();
                case "subject_transforms" -> transforms = value.list(StreamConfigCodec::readMapping);
                case "external" -> {
                    String[] pair = readPair(value, "ExternalStream", "api", "deliver");
                    external = new StreamSource.External(pair[0], pair[1]);
                }
                case "consumer" -> {
                    String[] pair = readPair(value, "StreamConsumerSource", "name", "deliver_subject");
                    consumer = new StreamSource.DurableConsumer(pair[0], pair[1]);
                }
                default -> {
                    return false;
                }
            }
            return true;
        }

        StreamSource source() {
            return new StreamSource(
                    name, startSequence, startTime, filter, List.copyOf(transforms), external, consumer);
        }
    }

    private static String[] readPair(JsonInput value, String owner, String first, String second) {
        String[] pair = {"", ""};
        value.fields(owner, (field, v) -> {
            int at = field.equals(first) ? 0 : field.equals(second) ? 1 : -1;
            if (at >= 0) {
                pair[at] = v.text();
            }
            return at >= 0;
        });
        return pair;
    }

    private static SubjectMapping readMapping(JsonInput value) {
        String[] pair = readPair(value, "SubjectTransformConfig", "src", "dest");
        return new SubjectMapping(pair[0], pair[1]);
    }

    private static Republish readRepublish(JsonInput value) {
        String[] pair = {"", ""};
        boolean[] headersOnly = {false};
        value.fields("RePublish", (field, v) -> {
            switch (field) {
                case "src" -> pair[0] = v.text();
                case "dest" -> pair[1] = v.text();
                case "headers_only" -> headersOnly[0] = v.flag();
                default -> {
                    return false;
                }
            }
            return true;
        });
        return new Republish(pair[0], pair[1], headersOnly[0]);
    }

    private static ConsumerLimits readConsumerLimits(JsonInput value) {
        long[] inactive = {0};
        int[] pending = {0};
        value.fields("StreamConsumerLimits", (field, v) -> {
            switch (field) {
                case "inactive_threshold" -> inactive[0] = v.number();
                case "max_ack_pending" -> pending[0] = v.smallNumber();
                default -> {
                    return false;
                }
            }
            return true;
        });
        return new ConsumerLimits(inactive[0], pending[0]);
    }

    /** As the store keeps it: with fields of later versions passed over. */
    public static StreamConfig read(byte[] json) {
        Reader reader = new Reader();
        JsonInput.object(json, OWNER, false, reader);
        return reader.config();
    }

    public static void write(JsonOutput out, StreamConfig config) {
        StreamLimits limits = config.limits();
        StreamPermissions permissions = config.permissions();
        StreamFeatures features = config.features();
        out.text("name", config.name())
                .textIfAny("description", config.description())
                .textsIfAny("subjects", config.subjects())
                .text("retention", config.retention().word())
                .number("max_consumers", limits.maxConsumers())
                .number("max_msgs", limits.maxMessages())
                .number("max_bytes", limits.maxBytes())
                .number("max_age", limits.maxAgeNanos())
                .number("max_msgs_per_subject", limits.maxMessagesPerSubject())
                .numberIfAny("max_msg_size", limits.maxMessageSize())
                .text("discard", limits.discard().word())
                .text("storage", config.storage().word())
                .number("num_replicas", config.replicas())
                .flagIfAny("no_ack", permissions.noAck())
                .numberIfAny("duplicate_window", limits.duplicateWindowNanos());
        writePlacement(out, config.placement());
        StreamSource mirror = config.mirror();
        if (mirror != null) {
            out.object("mirror", o -> writeSource(o, mirror));
        }
        out.objectsIfAny("sources", config.sources(), StreamConfigCodec::writeSource)
                .text("compression", config.compression().word())
                .numberIfAny("first_seq", config.firstSequence());
        SubjectMapping transform = config.subjectTransform();
        if (transform != null) {
            out.object("subject_transform", o -> writeMapping(o, transform));
        }
        writeRepublish(out, config.republish());
        out.flag("allow_direct", features.allowDirect())
                .flag("mirror_direct", features.mirrorDirect())
                .flagIfAny("discard_new_per_subject", limits.discardNewPerSubject())
                .flag("sealed", permissions.sealed())
                .flag("deny_delete", permissions.denyDelete())
                .flag("deny_purge", permissions.denyPurge())
                .flag("allow_rollup_hdrs", permissions.allowRollup())
                .object("consumer_limits", o -> o.numberIfAny(
                                "inactive_threshold", config.consumerLimits().inactiveThresholdNanos())
                        .numberIfAny("max_ack_pending", config.consumerLimits().maxAckPending()))
                .flag("allow_msg_ttl", features.allowMessageTtl())
                .numberIfAny("subject_delete_marker_ttl", features.subjectDeleteMarkerTtlNanos())
                .flagIfAny("allow_msg_counter", features.allowCounter())
                .flagIfAny("allow_atomic", features.allowAtomicBatch())
                .flagIfAny("allow_msg_schedules", features.allowSchedules());
        if (config.persistMode() != PersistMode.DEFAULT) {
            out.text("persist_mode", config.persistMode().word());
        }
        out.flagIfAny("allow_batched", features.allowFastBatch());
        if (!config.metadata().isEmpty()) {
            out.textMap("metadata", config.metadata());
        }
    }

    private static void writePlacement(JsonOutput out, @Nullable Placement placement) {
        if (placement != null) {
            out.object("placement", o -> o.textIfAny("cluster", placement.cluster())
                    .textsIfAny("tags", placement.tags())
                    .textIfAny("preferred", placement.preferred()));
        }
    }

    private static void writeRepublish(JsonOutput out, @Nullable Republish republish) {
        if (republish != null) {
            out.object("republish", o -> o.textIfAny("src", republish.source())
                    .text("dest", republish.destination())
                    .flagIfAny("headers_only", republish.headersOnly()));
        }
    }

    private static void writeSource(JsonOutput out, StreamSource source) {
        out.text("name", source.name())
                .numberIfAny("opt_start_seq", source.startSequence())
                .timeIfAny("opt_start_time", source.startTimeNanos())
                .textIfAny("filter_subject", source.filterSubject())
                .objectsIfAny("subject_transforms", source.transforms(), StreamConfigCodec::writeMapping);
        writeExternal(out, source.external());
        StreamSource.DurableConsumer consumer = source.consumer();
        if (consumer != null) {
            out.object("consumer", o -> o.textIfAny("name", consumer.name())
                    .textIfAny("deliver_subject", consumer.deliverSubject()));
        }
    }

    static void writeExternal(JsonOutput out, StreamSource.@Nullable External external) {
        if (external != null) {
            out.object("external", o -> o.text("api", external.apiPrefix()).text("deliver", external.deliverPrefix()));
        }
    }

    static void writeMapping(JsonOutput out, SubjectMapping mapping) {
        out.text("src", mapping.source()).text("dest", mapping.destination());
    }
}
