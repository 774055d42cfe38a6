package io.quoll.jetstream.consumer;

import io.quoll.jetstream.stream.StreamFilters;
import io.quoll.storage.SubjectFilter;
import java.util.List;
import java.util.Map;

/**
 * What a consumer is to deliver, to whom and how, as it was asked for and as {@link ConsumerConfigRules} completed it. Immutable.
 *
 * @param startSequence 0 for none; only with the policy that needs it
 * @param startTimeNanos 0 for none; only with the policy that needs it
 * @param maxDeliver -1 for any number of times
 * @param maxAckPending how many may be underway, less than one for any number
 * @param deliverSubject nothing for a consumer that is pulled
 * @param inactiveThresholdNanos after how long without anybody the consumer goes, 0 for never
 * @param replicas kept and shown, without effect on a single server
 */
public record ConsumerConfig(
        String durableName,
        String name,
        String description,
        DeliverPolicy deliverPolicy,
        long startSequence,
        long startTimeNanos,
        AckPolicy ackPolicy,
        long ackWaitNanos,
        int maxDeliver,
        List<Long> backoffNanos,
        String filterSubject,
        List<String> filterSubjects,
        ReplayPolicy replayPolicy,
        long rateLimitBits,
        String sampleFrequency,
        int maxWaiting,
        int maxAckPending,
        boolean flowControl,
        boolean headersOnly,
        int maxRequestBatch,
        long maxRequestExpiresNanos,
        int maxRequestBytes,
        String deliverSubject,
        String deliverGroup,
        long idleHeartbeatNanos,
        long inactiveThresholdNanos,
        int replicas,
        boolean memoryStorage,
        boolean direct,
        boolean sourcing,
        Map<String, String> metadata,
        long pauseUntilNanos,
        List<String> priorityGroups,
        PriorityPolicy priorityPolicy,
        long pinnedTtlNanos) {

    public boolean isDurable() {
        return !durableName.isEmpty();
    }

    public boolean isPush() {
        return !deliverSubject.isEmpty();
    }

    /** Whether another stream has made it for itself. */
    public boolean isOfStreams() {
        return direct || sourcing;
    }

    /** Whether each message waits for an acknowledgement of its own or of a later one. */
    public boolean acks() {
        return ackPolicy == AckPolicy.EXPLICIT || ackPolicy == AckPolicy.ALL;
    }

    /** Whether what was delivered is remembered until it is acknowledged. */
    public boolean tracks() {
        return ackPolicy != AckPolicy.NONE;
    }

    /** The patterns of the subjects it wants; none for all. */
    public List<String> filters() {
        return filterSubject.isEmpty() ? filterSubjects : List.of(filterSubject);
    }

    public SubjectFilter filter() {
        return StreamFilters.of(filters());
    }

    /** How long to wait for the acknowledgement of a message that was delivered so many times. */
    public long ackWaitNanos(int deliveries) {
        if (backoffNanos.isEmpty()) {
            return ackWaitNanos;
        }
        return backoffNanos.get(Math.max(0, Math.min(deliveries, backoffNanos.size()) - 1));
    }

    /** Whether a message that was delivered so many times is not delivered again. */
    public boolean isLastDelivery(int deliveries) {
        return maxDeliver > 0 && deliveries >= maxDeliver;
    }

    /** How many of a hundred acknowledgements are told of. */
    public int samplePercent() {
        return sampleFrequency.isEmpty() ? 0 : Integer.parseInt(ConsumerConfigRules.withoutPercent(sampleFrequency));
    }
}
