package io.quoll.jetstream.consumer;

import java.util.List;
import java.util.Map;

/** A consumer's configuration while it is read, completed and judged. For one thread, then thrown away. */
final class ConsumerConfigDraft {

    String durableName = "";
    String name = "";
    String description = "";
    DeliverPolicy deliverPolicy = DeliverPolicy.ALL;
    long startSequence;
    long startTimeNanos;
    AckPolicy ackPolicy = AckPolicy.NONE;
    long ackWaitNanos;
    int maxDeliver;
    List<Long> backoffNanos = List.of();
    String filterSubject = "";
    List<String> filterSubjects = List.of();
    ReplayPolicy replayPolicy = ReplayPolicy.INSTANT;
    long rateLimitBits;
    String sampleFrequency = "";
    int maxWaiting;
    int maxAckPending;
    boolean flowControl;
    boolean headersOnly;
    int maxRequestBatch;
    long maxRequestExpiresNanos;
    int maxRequestBytes;
    String deliverSubject = "";
    String deliverGroup = "";
    long idleHeartbeatNanos;
    long inactiveThresholdNanos;
    int replicas;
    boolean memoryStorage;
    boolean direct;
    boolean sourcing;
    Map<String, String> metadata = Map.of();
    long pauseUntilNanos;
    List<String> priorityGroups = List.of();
    PriorityPolicy priorityPolicy = PriorityPolicy.NONE;
    long pinnedTtlNanos;

    static ConsumerConfigDraft of(ConsumerConfig config) {
        ConsumerConfigDraft draft = new ConsumerConfigDraft();
        draft.durableName = config.durableName();
        draft.name = config.name();
        draft.description = config.description();
        draft.deliverPolicy = config.deliverPolicy();
        draft.startSequence = config.startSequence();
        draft.startTimeNanos = config.startTimeNanos();
        draft.ackPolicy = config.ackPolicy();
        draft.ackWaitNanos = config.ackWaitNanos();
        draft.maxDeliver = config.maxDeliver();
        draft.backoffNanos = config.backoffNanos();
        draft.filterSubject = config.filterSubject();
        draft.filterSubjects = config.filterSubjects();
        draft.replayPolicy = config.replayPolicy();
        draft.rateLimitBits = config.rateLimitBits();
        draft.sampleFrequency = config.sampleFrequency();
        draft.maxWaiting = config.maxWaiting();
        draft.maxAckPending = config.maxAckPending();
        draft.flowControl = config.flowControl();
        draft.headersOnly = config.headersOnly();
        draft.maxRequestBatch = config.maxRequestBatch();
        draft.maxRequestExpiresNanos = config.maxRequestExpiresNanos();
        draft.maxRequestBytes = config.maxRequestBytes();
        draft.deliverSubject = config.deliverSubject();
        draft.deliverGroup = config.deliverGroup();
        draft.idleHeartbeatNanos = config.idleHeartbeatNanos();
        draft.inactiveThresholdNanos = config.inactiveThresholdNanos();
        draft.replicas = config.replicas();
        draft.memoryStorage = config.memoryStorage();
        draft.direct = config.direct();
        draft.sourcing = config.sourcing();
        draft.metadata = config.metadata();
        draft.pauseUntilNanos = config.pauseUntilNanos();
        draft.priorityGroups = config.priorityGroups();
        draft.priorityPolicy = config.priorityPolicy();
        draft.pinnedTtlNanos = config.pinnedTtlNanos();
        return draft;
    }

    ConsumerConfig freeze() {
        return new ConsumerConfig(
                durableName,
                name,
                description,
                deliverPolicy,
                startSequence,
                startTimeNanos,
                ackPolicy,
                ackWaitNanos,
                maxDeliver,
                List.copyOf(backoffNanos),
                filterSubject,
                List.copyOf(filterSubjects),
                replayPolicy,
                rateLimitBits,
                sampleFrequency,
                maxWaiting,
                maxAckPending,
                flowControl,
                headersOnly,
                maxRequestBatch,
                maxRequestExpiresNanos,
                maxRequestBytes,
                deliverSubject,
                deliverGroup,
                idleHeartbeatNanos,
                inactiveThresholdNanos,
                replicas,
                memoryStorage,
                direct,
                sourcing,
                Map.copyOf(metadata),
                pauseUntilNanos,
                List.copyOf(priorityGroups),
                priorityPolicy,
                pinnedTtlNanos);
    }

    /** Whether another stream makes it for itself. */
    boolean isOfStreams() {
        return direct || sourcing;
    }

    boolean isPush() {
        return !deliverSubject.isEmpty();
    }

    List<String> filters() {
        return filterSubject.isEmpty() ? filterSubjects : List.of(filterSubject);
    }
}
