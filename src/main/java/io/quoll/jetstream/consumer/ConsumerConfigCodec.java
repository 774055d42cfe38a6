package io.quoll.jetstream.consumer;

import io.quoll.jetstream.wire.JsonInput;
import io.quoll.jetstream.wire.JsonOutput;

/** A consumer's configuration as JSON, for clients and for the store alike. */
final class ConsumerConfigCodec {

    static final String OWNER = "ConsumerConfig";

    private ConsumerConfigCodec() {}

    /** Takes the fields of a configuration as they come. */
    static final class Reader implements JsonInput.Fields {
        private final ConsumerConfigDraft draft = new ConsumerConfigDraft();

        @Override
        public boolean take(String field, JsonInput value) {
            switch (field) {
                case "durable_name" -> draft.durableName = value.text();
                case "name" -> draft.name = value.text();
                case "description" -> draft.description = value.text();
                case "deliver_policy" -> draft.deliverPolicy = DeliverPolicy.read(value);
                case "opt_start_seq" -> draft.startSequence = value.unsigned();
                case "opt_start_time" -> draft.startTimeNanos = value.time();
                case "ack_policy" -> draft.ackPolicy = AckPolicy.read(value);
                case "ack_wait" -> draft.ackWaitNanos = value.number();
                case "max_deliver" -> draft.maxDeliver = value.smallNumber();
                case "backoff" -> draft.backoffNanos = value.list(JsonInput::number);
                case "filter_subject" -> draft.filterSubject = value.text();
                case "filter_subjects" -> draft.filterSubjects = value.texts();
                case "replay_policy" -> draft.replayPolicy = ReplayPolicy.read(value);
                case "rate_limit_bps" -> draft.rateLimitBits = value.unsigned();
                case "sample_freq" -> draft.sampleFrequency = value.text();
                case "max_waiting" -> draft.maxWaiting = value.smallNumber();
                case "max_ack_pending" -> draft.maxAckPending = value.smallNumber();
                case "flow_control" -> draft.flowControl = value.flag();
                default -> {
                    return takeMore(field, value);
                }
            }
            return true;
        }

        private boolean takeMore(String field, JsonInput value) {
            switch (field) {
                case "headers_only" -> draft.headersOnly = value.flag();
                case "max_batch" -> draft.maxRequestBatch = value.smallNumber();
                case "max_expires" -> draft.maxRequestExpiresNanos = value.number();
                case "max_bytes" -> draft.maxRequestBytes = value.smallNumber();
                case "deliver_subject" -> draft.deliverSubject = value.text();
                case "deliver_group" -> draft.deliverGroup = value.text();
                case "idle_heartbeat" -> draft.idleHeartbeatNanos = value.number();
                case "inactive_threshold" -> draft.inactiveThresholdNanos = value.number();
                case "num_replicas" -> draft.replicas = value.smallNumber();
                case "mem_storage" -> draft.memoryStorage = value.flag();
                case "direct" -> draft.direct = value.flag();
                case "sourcing" -> draft.sourcing = value.flag();
                case "metadata" -> draft.metadata = value.textMap();
                case "pause_until" -> draft.pauseUntilNanos = value.time();
                case "priority_groups" -> draft.priorityGroups = value.texts();
                case "priority_policy" -> draft.priorityPolicy = PriorityPolicy.read(value);
                case "priority_timeout" -> draft.pinnedTtlNanos = value.number();
                default -> {
                    return false;
                }
            }
            return true;
        }

        ConsumerConfigDraft draft() {
            return draft;
        }
    }

    static void write(JsonOutput out, ConsumerConfig config) {
        out.textIfAny("durable_name", config.durableName())
                .textIfAny("name", config.name())
                .textIfAny("description", config.description())
                .text("deliver_policy", config.deliverPolicy().word())
                .numberIfAny("opt_start_seq", config.startSequence())
                .timeIfAny("opt_start_time", config.startTimeNanos())
                .text("ack_policy", config.ackPolicy().word())
                .numberIfAny("ack_wait", config.ackWaitNanos())
                .numberIfAny("max_deliver", config.maxDeliver())
                .numbersIfAny(
                        "backoff",
                        config.backoffNanos().stream()
                                .mapToLong(Long::longValue)
                                .toArray())
                .textIfAny("filter_subject", config.filterSubject())
                .textsIfAny("filter_subjects", config.filterSubjects())
                .text("replay_policy", config.replayPolicy().word())
                .numberIfAny("rate_limit_bps", config.rateLimitBits())
                .textIfAny("sample_freq", config.sampleFrequency())
                .numberIfAny("max_waiting", config.maxWaiting())
                .numberIfAny("max_ack_pending", config.maxAckPending())
                .flagIfAny("flow_control", config.flowControl())
                .flagIfAny("headers_only", config.headersOnly())
                .numberIfAny("max_batch", config.maxRequestBatch())
                .numberIfAny("max_expires", config.maxRequestExpiresNanos())
                .numberIfAny("max_bytes", config.maxRequestBytes())
                .textIfAny("deliver_subject", config.deliverSubject())
                .textIfAny("deliver_group", config.deliverGroup())
                .numberIfAny("idle_heartbeat", config.idleHeartbeatNanos())
                .numberIfAny("inactive_threshold", config.inactiveThresholdNanos())
                .number("num_replicas", config.replicas())
                .flagIfAny("mem_storage", config.memoryStorage())
                .flagIfAny("direct", config.direct())
                .flagIfAny("sourcing", config.sourcing())
                .timeIfAny("pause_until", config.pauseUntilNanos())
                .textsIfAny("priority_groups", config.priorityGroups())
                .textIfAny(
                        "priority_policy",
                        config.priorityPolicy() == PriorityPolicy.NONE
                                ? ""
                                : config.priorityPolicy().word())
                .numberIfAny("priority_timeout", config.pinnedTtlNanos());
        if (!config.metadata().isEmpty()) {
            out.textMap("metadata", config.metadata());
        }
    }
}
