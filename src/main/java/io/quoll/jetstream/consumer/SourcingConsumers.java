package io.quoll.jetstream.consumer;

import io.quoll.jetstream.stream.Retention;
import io.quoll.jetstream.stream.StreamConfig;
import io.quoll.jetstream.wire.RandomText;

/**
 * What is different about consumers that other streams make in order to take the messages over. Where messages go when they are
 * acknowledged, such a consumer is to be a durable one that hears by flow control what was stored (ADR-60). Stateless.
 */
final class SourcingConsumers {

    private static final int SUFFIX_LENGTH = 8;

    private SourcingConsumers() {}

    /** Makes of what was asked for what serves the stream. */
    static void complete(ConsumerConfigDraft draft, StreamConfig stream) {
        if (!draft.direct || !draft.sourcing || draft.name.isEmpty()) {
            return;
        }
        if (stream.retention() == Retention.LIMITS) {
            // Streams ask under the same name each time; one that is not durable is a new one each time.
            draft.name = draft.name + "-" + RandomText.ofLength(SUFFIX_LENGTH);
            draft.memoryStorage = true;
            return;
        }
        draft.direct = false;
        draft.durableName = draft.name;
        draft.ackPolicy = AckPolicy.FLOW_CONTROL;
        draft.ackWaitNanos = 0;
        draft.maxDeliver = 0;
        draft.inactiveThresholdNanos = 0;
    }

    /** One that is there goes on from where it is, whatever it is asked to begin with. */
    static void goOn(ConsumerConfigDraft draft, ConsumerConfig there) {
        if (draft.sourcing && !draft.durableName.isEmpty()) {
            draft.deliverPolicy = there.deliverPolicy();
            draft.startSequence = there.startSequence();
            draft.startTimeNanos = there.startTimeNanos();
        }
    }
}
