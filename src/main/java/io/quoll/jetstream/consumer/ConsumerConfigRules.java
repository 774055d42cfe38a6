package io.quoll.jetstream.consumer;

import io.quoll.jetstream.stream.Retention;
import io.quoll.jetstream.stream.StreamConfig;
import io.quoll.jetstream.stream.StreamConfigRules;
import io.quoll.jetstream.stream.Subjects;
import io.quoll.jetstream.wire.ApiError;
import io.quoll.jetstream.wire.ApiException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * What a consumer's configuration must be like, and what stands where it says nothing. Refuses with NATS's errors, in its order.
 * A pedantic request is refused where another one would be put right silently.
 */
final class ConsumerConfigRules {

    static final Pattern GROUP_NAME = Pattern.compile("^[a-zA-Z0-9/_=-]{1,16}$");

    private static final int LONGEST_NAME = 255;
    private static final int LONGEST_DESCRIPTION = 4 * 1024;
    private static final int MOST_METADATA = 128 * 1024;
    private static final long SECOND_NANOS = 1_000_000_000L;
    private static final long DEFAULT_ACK_WAIT_NANOS = 30 * SECOND_NANOS;
    private static final long DEFAULT_PINNED_TTL_NANOS = 120 * SECOND_NANOS;
    private static final long SHORTEST_HEARTBEAT_NANOS = 100_000_000L;
    private static final long SHORTEST_EXPIRY_NANOS = 1_000_000L;
    private static final int DEFAULT_MAX_WAITING = 512;
    private static final int DEFAULT_MAX_ACK_PENDING = 1000;

    private final ConsumerConfigDraft draft;
    private final StreamConfig stream;
    private final int mostAckPending;
    private final boolean pedantic;

    /**
     * @param mostAckPending what the account allows, less than one for any number
     */
    private ConsumerConfigRules(ConsumerConfigDraft draft, StreamConfig stream, int mostAckPending, boolean pedantic) {
        this.draft = draft;
        this.stream = stream;
        this.mostAckPending = mostAckPending;
        this.pedantic = pedantic;
    }

    /** Completes the draft and refuses it if it is not as it must be. */
    static void apply(ConsumerConfigDraft draft, StreamConfig stream, int mostAckPending, boolean pedantic) {
        ConsumerConfigRules rules = new ConsumerConfigRules(draft, stream, mostAckPending, pedantic);
        rules.complete();
        rules.check();
    }

    static String withoutPercent(String frequency) {
        return frequency.endsWith("%") ? frequency.substring(0, frequency.length() - 1) : frequency;
    }

    // What is put right

    private void complete() {
        completeLimits();
        completeAcks();
        if (!draft.isPush() && draft.maxWaiting == 0) {
            draft.maxWaiting = DEFAULT_MAX_WAITING;
        }
        if (draft.inactiveThresholdNanos == 0) {
            long byStream = stream.consumerLimits().inactiveThresholdNanos();
            refuseIfPedantic(byStream > 0, "inactive_threshold must be set if it's configured in stream limits");
            draft.inactiveThresholdNanos = byStream;
        }
        if (draft.priorityPolicy == PriorityPolicy.PINNED_CLIENT && draft.pinnedTtlNanos == 0) {
            draft.pinnedTtlNanos = DEFAULT_PINNED_TTL_NANOS;
        }
        if (draft.ackPolicy == AckPolicy.FLOW_CONTROL && !pedantic) {
            draft.flowControl = true;
            draft.idleHeartbeatNanos = SECOND_NANOS;
        }
    }

    private void completeLimits() {
        if (draft.maxDeliver == 0 || draft.maxDeliver < -1) {
            refuseIfPedantic(draft.maxDeliver < -1, "max_deliver must be set to -1");
            draft.maxDeliver = -1;
        }
        draft.maxWaiting = (int) notNegative(draft.maxWaiting, "max_waiting");
        if (draft.maxAckPending < -1) {
            refuseIfPedantic(true, "max_ack_pending must be set to -1");
            draft.maxAckPending = -1;
        }
        draft.maxRequestBatch = (int) notNegative(draft.maxRequestBatch, "max_batch");
        draft.maxRequestExpiresNanos = notNegative(draft.maxRequestExpiresNanos, "max_expires");
        draft.maxRequestBytes = (int) notNegative(draft.maxRequestBytes, "max_bytes");
        draft.idleHeartbeatNanos = notNegative(draft.idleHeartbeatNanos, "idle_heartbeat");
        draft.inactiveThresholdNanos = notNegative(draft.inactiveThresholdNanos, "inactive_threshold");
        draft.pinnedTtlNanos = notNegative(draft.pinnedTtlNanos, "priority_timeout");
    }

    private void completeAcks() {
        boolean waits = draft.ackPolicy == AckPolicy.EXPLICIT || draft.ackPolicy == AckPolicy.ALL;
        if (draft.ackWaitNanos == 0 && waits) {
            draft.ackWaitNanos = DEFAULT_ACK_WAIT_NANOS;
        }
        if (!draft.backoffNanos.isEmpty()) {
            long first = draft.backoffNanos.get(0);
            refuseIfPedantic(draft.ackWaitNanos != first, "first backoff value has to equal batch AckWait");
            draft.ackWaitNanos = first;
        }
        if (draft.maxAckPending == 0) {
            int byStream = stream.consumerLimits().maxAckPending();
            refuseIfPedantic(byStream > 0, "max_ack_pending must be set if it's configured in stream limits");
            draft.maxAckPending = byStream;
        }
        if (draft.maxAckPending == 0 && draft.ackPolicy != AckPolicy.NONE) {
            draft.maxAckPending =
                    mostAckPending > 0 ? Math.min(mostAckPending, DEFAULT_MAX_ACK_PENDING) : DEFAULT_MAX_ACK_PENDING;
        }
    }

    private long notNegative(long value, String name) {
        refuseIfPedantic(value < 0, name + " must not be negative");
        return Math.max(0, value);
    }

    private void refuseIfPedantic(boolean wrong, String text) {
        if (wrong && pedantic) {
            throw ApiError.PEDANTIC.with(text);
        }
    }

    // What is refused

    private void check() {
        checkNames();
        checkReplicas();
        checkAcks();
        if (draft.description.getBytes(StandardCharsets.UTF_8).length > LONGEST_DESCRIPTION) {
            throw ApiError.CONSUMER_DESCRIPTION_TOO_LONG.with(LONGEST_DESCRIPTION);
        }
        if (draft.isPush()) {
            checkPush();
        } else {
            checkPull();
        }
        checkLimits();
        if (draft.direct && !draft.isPush()) {
            throw ApiError.CONSUMER_DIRECT_REQUIRES_PUSH.with();
        }
        if (draft.direct && !draft.durableName.isEmpty()) {
            throw ApiError.CONSUMER_DIRECT_REQUIRES_EPHEMERAL.with();
        }
        checkFilters();
        checkStart();
        checkSampling();
        if (draft.flowControl && draft.idleHeartbeatNanos == 0) {
            throw ApiError.CONSUMER_WITH_FLOW_CONTROL_NEEDS_HEARTBEATS.with();
        }
        if (!draft.durableName.isEmpty() && !draft.name.isEmpty() && !draft.name.equals(draft.durableName)) {
            throw ApiError.CONSUMER_CREATE_DURABLE_AND_NAME_MISMATCH.with();
        }
        checkMetadata();
        checkPriorities();
        String fault = DeadLetters.fault(draft, stream);
        if (fault == null) {
            fault = PushMetadata.fault(draft);
        }
        if (fault != null) {
            throw ApiError.CONSUMER_CREATE.with(fault);
        }
    }

    private void checkNames() {
        if (!draft.name.isEmpty() && !StreamConfigRules.isValidName(draft.name)) {
            throw ApiError.STREAM_INVALID_CONFIG.with("consumer name can not contain '.', '*', '>', '\\', '/'");
        }
        if (!draft.durableName.isEmpty() && !StreamConfigRules.isValidName(draft.durableName)) {
            throw ApiError.STREAM_INVALID_CONFIG.with("consumer durable name can not contain '.', '*', '>', '\\', '/'");
        }
        if (draft.name.length() > LONGEST_NAME || draft.durableName.length() > LONGEST_NAME) {
            throw ApiError.CONSUMER_NAME_TOO_LONG.with(LONGEST_NAME);
        }
    }

    private void checkReplicas() {
        if (draft.replicas > 0 && draft.replicas > stream.replicas()) {
            throw ApiError.CONSUMER_REPLICAS_EXCEEDS_STREAM.with();
        }
        if (draft.replicas < 0) {
            throw ApiError.REPLICAS_COUNT_CANNOT_BE_NEGATIVE.with();
        }
        if (stream.retention() != Retention.LIMITS && draft.replicas != 0 && draft.replicas != stream.replicas()) {
            throw ApiError.CONSUMER_REPLICAS_SHOULD_MATCH_STREAM.with();
        }
    }

    private void checkAcks() {
        if (draft.backoffNanos.stream().anyMatch(nanos -> nanos < 0)) {
            throw ApiError.CONSUMER_BACK_OFF_NEGATIVE.with();
        }
        if (draft.ackWaitNanos < 0) {
            throw ApiError.CONSUMER_ACK_WAIT_NEGATIVE.with();
        }
        if (draft.ackPolicy == AckPolicy.FLOW_CONTROL) {
            checkFlowControlAcks();
        }
        int steps = draft.backoffNanos.size();
        if (steps > 0 && draft.maxDeliver != -1 && steps > draft.maxDeliver) {
            throw ApiError.CONSUMER_MAX_DELIVER_BACKOFF.with();
        }
    }

    private void checkFlowControlAcks() {
        if (!draft.isPush()) {
            throw ApiError.CONSUMER_ACK_FLOW_CONTROL_REQUIRES_PUSH.with();
        }
        if (!draft.flowControl) {
            throw ApiError.CONSUMER_ACK_FLOW_CONTROL_REQUIRES_FLOW_CONTROL.with();
        }
        if (draft.idleHeartbeatNanos != SECOND_NANOS) {
            throw ApiError.STREAM_INVALID_CONFIG.with("flow control ack policy heartbeat needs to be 1s");
        }
        if (draft.maxAckPending <= 0) {
            throw ApiError.CONSUMER_ACK_FLOW_CONTROL_REQUIRES_MAX_ACK_PENDING.with();
        }
        if (draft.ackWaitNanos != 0 || !draft.backoffNanos.isEmpty()) {
            throw ApiError.CONSUMER_ACK_FLOW_CONTROL_REQUIRES_NO_ACK_WAIT.with();
        }
        if (draft.maxDeliver > 0) {
            throw ApiError.CONSUMER_ACK_FLOW_CONTROL_REQUIRES_NO_MAX_DELIVER.with();
        }
    }

    private void checkPush() {
        if (!Subjects.isLiteral(draft.deliverSubject)) {
            throw ApiError.CONSUMER_DELIVER_TO_WILDCARDS.with();
        }
        if (!Subjects.isValidLiteral(draft.deliverSubject)) {
            throw ApiError.CONSUMER_INVALID_DELIVER_SUBJECT.with();
        }
        if (stream.subjects().stream().anyMatch(s -> Subjects.isWithin(draft.deliverSubject, s))) {
            throw ApiError.CONSUMER_DELIVER_CYCLE.with();
        }
        if (draft.maxWaiting != 0) {
            throw ApiError.CONSUMER_PUSH_MAX_WAITING.with();
        }
        if (draft.maxAckPending > 0 && draft.ackPolicy == AckPolicy.NONE) {
            throw ApiError.CONSUMER_MAX_PENDING_ACK_POLICY_REQUIRED.with();
        }
        if (draft.idleHeartbeatNanos > 0 && draft.idleHeartbeatNanos < SHORTEST_HEARTBEAT_NANOS) {
            throw ApiError.CONSUMER_SMALL_HEARTBEAT.with();
        }
    }

    private void checkPull() {
        if (draft.ackPolicy == AckPolicy.NONE && stream.retention() == Retention.WORKQUEUE) {
            throw ApiError.CONSUMER_PULL_REQUIRES_ACK.with();
        }
        if (draft.rateLimitBits > 0) {
            throw ApiError.CONSUMER_PULL_WITH_RATE_LIMIT.with();
        }
        if (draft.idleHeartbeatNanos > 0) {
            throw ApiError.CONSUMER_HEARTBEAT_REQUIRES_PUSH.with();
        }
        if (draft.flowControl) {
            throw ApiError.CONSUMER_FLOW_CONTROL_REQUIRES_PUSH.with();
        }
        if (draft.maxRequestExpiresNanos != 0 && draft.maxRequestExpiresNanos < SHORTEST_EXPIRY_NANOS) {
            throw ApiError.CONSUMER_MAX_REQUEST_EXPIRES_TOO_SMALL.with();
        }
    }

    private void checkLimits() {
        if (mostAckPending > 0 && draft.maxAckPending > mostAckPending) {
            throw ApiError.CONSUMER_MAX_PENDING_ACK_EXCESS.with(mostAckPending);
        }
        int byStream = stream.consumerLimits().maxAckPending();
        if (byStream > 0 && draft.maxAckPending > byStream) {
            throw ApiError.CONSUMER_MAX_PENDING_ACK_EXCESS.with(byStream);
        }
        long longest = stream.consumerLimits().inactiveThresholdNanos();
        if (longest > 0 && draft.inactiveThresholdNanos > longest) {
            throw ApiError.CONSUMER_INACTIVE_THRESHOLD_EXCESS.with(io.quoll.jetstream.wire.GoDuration.shown(longest));
        }
    }

    private void checkFilters() {
        if (!draft.filterSubject.isEmpty() && !draft.filterSubjects.isEmpty()) {
            throw ApiError.CONSUMER_DUPLICATE_FILTER_SUBJECTS.with();
        }
        if (draft.filterSubjects.stream().anyMatch(String::isEmpty)) {
            throw ApiError.CONSUMER_EMPTY_FILTER.with();
        }
        List<String> filters = draft.filters();
        for (int i = 0; i < filters.size(); i++) {
            if (!Subjects.isValid(filters.get(i))) {
                throw ApiError.STREAM_INVALID_CONFIG.with("malformed subject");
            }
            for (int j = 0; j < filters.size(); j++) {
                if (i != j && Subjects.isWithin(filters.get(i), filters.get(j))) {
                    throw ApiError.CONSUMER_OVERLAPPING_SUBJECT_FILTERS.with();
                }
            }
        }
    }

    private void checkStart() {
        DeliverPolicy policy = draft.deliverPolicy;
        boolean sequence = draft.startSequence > 0;
        boolean time = draft.startTimeNanos != 0;
        switch (policy) {
            case BY_START_SEQUENCE -> {
                if (!sequence) {
                    throw notSet("start sequence");
                }
                if (time) {
                    throw alsoSet("time");
                }
            }
            case BY_START_TIME -> {
                if (!time) {
                    throw notSet("start time");
                }
                if (sequence) {
                    throw alsoSet("start sequence");
                }
            }
            default -> {
                if (sequence) {
                    throw alsoSet("sequence");
                }
                if (time) {
                    throw alsoSet("time");
                }
                if (policy == DeliverPolicy.LAST_PER_SUBJECT && draft.filters().isEmpty()) {
                    throw notSet("filter subject");
                }
            }
        }
    }

    private ApiException alsoSet(String what) {
        return ApiError.CONSUMER_INVALID_POLICY.with("consumer delivery policy is deliver "
                + draft.deliverPolicy.shown() + ", but optional start " + what + " is also set");
    }

    private ApiException notSet(String what) {
        return ApiError.CONSUMER_INVALID_POLICY.with("consumer delivery policy is deliver "
                + draft.deliverPolicy.shown() + ", but optional " + what + " is not set");
    }

    private void checkSampling() {
        if (draft.sampleFrequency.isEmpty()) {
            return;
        }
        String number = withoutPercent(draft.sampleFrequency);
        try {
            if (Integer.parseInt(number) >= 0) {
                return;
            }
        } catch (NumberFormatException e) {
            throw ApiError.CONSUMER_INVALID_SAMPLING.with("strconv.Atoi: parsing \"" + number + "\": invalid syntax");
        }
        throw ApiError.CONSUMER_INVALID_SAMPLING.with("<nil>");
    }

    private void checkMetadata() {
        int length = 0;
        for (Map.Entry<String, String> entry : draft.metadata.entrySet()) {
            length += entry.getKey().getBytes(StandardCharsets.UTF_8).length
                    + entry.getValue().getBytes(StandardCharsets.UTF_8).length;
        }
        if (length > MOST_METADATA) {
            throw ApiError.CONSUMER_METADATA_LENGTH.with(MOST_METADATA / 1024 + "KB");
        }
    }

    private void checkPriorities() {
        if (draft.priorityPolicy == PriorityPolicy.NONE) {
            if (!draft.priorityGroups.isEmpty()) {
                throw ApiError.CONSUMER_PRIORITY_GROUP_WITH_POLICY_NONE.with();
            }
            if (draft.pinnedTtlNanos > 0) {
                throw ApiError.CONSUMER_PINNED_TTL_WITHOUT_PRIORITY_POLICY_NONE.with();
            }
            return;
        }
        if (draft.isPush()) {
            throw ApiError.CONSUMER_PUSH_WITH_PRIORITY_GROUP.with();
        }
        if (draft.priorityGroups.isEmpty()) {
            throw ApiError.CONSUMER_PRIORITY_POLICY_WITHOUT_GROUP.with();
        }
        for (String group : draft.priorityGroups) {
            if (group.isEmpty()) {
                throw ApiError.CONSUMER_EMPTY_GROUP_NAME.with();
            }
            if (!GROUP_NAME.matcher(group).matches()) {
                throw ApiError.CONSUMER_INVALID_GROUP_NAME.with();
            }
        }
    }

    /** Refuses what cannot be changed in a consumer that is there. */
    static void checkUpdate(ConsumerConfig before, ConsumerConfig after, boolean bound) {
        refuse(before.deliverPolicy() != after.deliverPolicy(), "deliver policy can not be updated");
        refuse(before.memoryStorage() != after.memoryStorage(), "storage type can not be updated");
        refuse(before.direct() != after.direct(), "direct can not be updated");
        refuse(before.sourcing() != after.sourcing(), "sourcing can not be updated");
        refuse(before.startSequence() != after.startSequence(), "start sequence can not be updated");
        refuse(before.startTimeNanos() != after.startTimeNanos(), "start time can not be updated");
        refuse(before.ackPolicy() != after.ackPolicy(), "ack policy can not be updated");
        refuse(before.replayPolicy() != after.replayPolicy(), "replay policy can not be updated");
        refuse(before.idleHeartbeatNanos() != after.idleHeartbeatNanos(), "heart beats can not be updated");
        refuse(before.flowControl() != after.flowControl(), "flow control can not be updated");
        if (!before.deliverSubject().equals(after.deliverSubject())) {
            refuse(!before.isPush(), "can not update pull consumer to push based");
            refuse(!after.isPush(), "can not update push consumer to pull based");
            if (bound) {
                throw ApiError.CONSUMER_NAME_EXIST.with();
            }
        }
        refuse(before.maxWaiting() != after.maxWaiting(), "max waiting can not be updated");
    }

    private static void refuse(boolean changed, String text) {
        if (changed) {
            throw ApiError.CONSUMER_CREATE.with(text);
        }
    }
}
