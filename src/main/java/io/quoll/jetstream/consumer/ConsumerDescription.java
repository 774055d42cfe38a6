package io.quoll.jetstream.consumer;

import io.quoll.jetstream.api.RequiredLevel;
import io.quoll.jetstream.wire.JsonOutput;
import java.util.Map;
import java.util.TreeMap;

/** A consumer as clients and monitoring see it. On the stream's executor. */
final class ConsumerDescription {

    private final String serverName;
    private final String version;

    ConsumerDescription(String serverName, String version) {
        this.serverName = serverName;
        this.version = version;
    }

    void write(JsonOutput out, Consumer consumer) {
        write(out, consumer, true);
    }

    void write(JsonOutput out, Consumer consumer, boolean withConfig) {
        consumer.refresh();
        ConsumerState state = consumer.state();
        ConsumerConfig config = consumer.config();
        long now = consumer.set().now();
        out.text("stream_name", consumer.set().stream().name())
                .text("name", consumer.name())
                .time("created", consumer.createdNanos());
        if (withConfig) {
            out.object("config", c -> ConsumerConfigCodec.write(c, shown(config)));
        }
        out.object("delivered", o -> o.number("consumer_seq", state.deliveredConsumer())
                        .number("stream_seq", state.deliveredStream())
                        .timeIfAny("last_active", state.deliveredTime()))
                .object("ack_floor", o -> o.number("consumer_seq", state.floorConsumer())
                        .number("stream_seq", state.floorStream())
                        .timeIfAny("last_active", state.ackTime()))
                .number("num_ack_pending", state.pending().size())
                .number(
                        "num_redelivered",
                        config.maxDeliver() == 1 ? 0 : state.pending().redelivered());
        PullReceiver pull = consumer.receiver() instanceof PullReceiver p ? p : null;
        out.number("num_waiting", pull == null ? 0 : pull.waiting())
                .number("num_pending", consumer.selector().unseen())
                .object("cluster", c -> c.text("leader", serverName));
        if (consumer.receiver() instanceof PushReceiver push) {
            out.flagIfAny("push_bound", push.isActive());
        }
        if (consumer.isPaused(now)) {
            out.flag("paused", true).number("pause_remaining", config.pauseUntilNanos() - now);
        }
        out.time("ts", now);
        if (pull != null) {
            out.objectsIfAny(
                    "priority_groups", config.priorityGroups().stream().limit(1).toList(), (o, group) -> {
                        o.text("group", group)
                                .textIfAny("pinned_client_id", pull.pinned().id());
                        o.timeIfAny("pinned_ts", pull.pinned().sinceNanos());
                    });
        }
    }

    private ConsumerConfig shown(ConsumerConfig config) {
        ConsumerConfigDraft draft = ConsumerConfigDraft.of(config);
        draft.metadata = RequiredLevel.shown(config.metadata(), version);
        return draft.freeze();
    }

    /** Metadata with the level that the configuration needs. */
    static Map<String, String> stamp(ConsumerConfigDraft draft) {
        int level = 0;
        if (draft.pauseUntilNanos != 0 || draft.priorityPolicy != PriorityPolicy.NONE) {
            level = 1;
        }
        if (draft.priorityPolicy == PriorityPolicy.PRIORITIZED) {
            level = 2;
        }
        if (draft.ackPolicy == AckPolicy.FLOW_CONTROL) {
            level = 4;
        }
        return new TreeMap<>(RequiredLevel.stamp(draft.metadata, level));
    }
}
