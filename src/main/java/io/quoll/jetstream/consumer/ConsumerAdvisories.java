package io.quoll.jetstream.consumer;

import io.quoll.jetstream.stream.StreamHost;
import io.quoll.jetstream.stream.Subjects;
import io.quoll.jetstream.wire.JsonOutput;
import java.util.function.Consumer;

/** Tells whoever listens what happens to a consumer and to the messages it delivers. For the stream's executor. */
final class ConsumerAdvisories {

    private final StreamHost host;
    private final String stream;
    private final String consumer;

    ConsumerAdvisories(StreamHost host, String stream, String consumer) {
        this.host = host;
        this.stream = stream;
        this.consumer = consumer;
    }

    private void publish(String type, String event, Consumer<JsonOutput> fields) {
        String subject = event + "." + stream + "." + consumer;
        // Most have no listener at all, and then cost no more than the question.
        if (host.router().hasInterest(Subjects.bytes("$JS.EVENT." + subject))) {
            host.advise(type, subject, o -> {
                o.text("stream", stream).text("consumer", consumer);
                fields.accept(o);
                o.textIfAny("domain", host.settings().domain());
            });
        }
    }

    void created() {
        publish("advisory.v1.consumer_action", "ADVISORY.CONSUMER.CREATED", o -> o.text("action", "create"));
    }

    void deleted() {
        publish("advisory.v1.consumer_action", "ADVISORY.CONSUMER.DELETED", o -> o.text("action", "delete"));
    }

    void paused(boolean paused, long until) {
        publish("advisory.v1.consumer_pause", "ADVISORY.CONSUMER.PAUSE", o -> o.flag("paused", paused)
                .timeIfAny("pause_until", until));
    }

    void pinned(String group, String id) {
        publish("advisory.v1.consumer_group_pinned", "ADVISORY.CONSUMER.PINNED", o -> o.text("group", group)
                .text("pinned_id", id));
    }

    void unpinned(String group, String reason) {
        publish("advisory.v1.consumer_group_unpinned", "ADVISORY.CONSUMER.UNPINNED", o -> o.text("group", group)
                .text("reason", reason));
    }

    void maxDeliveries(long sequence, int deliveries) {
        publish("advisory.v1.max_deliver", "ADVISORY.CONSUMER.MAX_DELIVERIES", o -> o.number("stream_seq", sequence)
                .number("deliveries", deliveries));
    }

    void nak(long sequence, long consumerSequence, int deliveries) {
        publish("advisory.v1.nak", "ADVISORY.CONSUMER.MSG_NAKED", o -> o.number("consumer_seq", consumerSequence)
                .number("stream_seq", sequence)
                .number("deliveries", deliveries));
    }

    void terminated(long sequence, long consumerSequence, int deliveries, String reason) {
        publish("advisory.v1.terminated", "ADVISORY.CONSUMER.MSG_TERMINATED", o -> o.number(
                        "consumer_seq", consumerSequence)
                .number("stream_seq", sequence)
                .number("deliveries", deliveries)
                .textIfAny("reason", reason));
    }

    void acked(long sequence, long consumerSequence, int deliveries, long tookNanos) {
        publish("metric.v1.consumer_ack", "METRIC.CONSUMER.ACK", o -> o.number("consumer_seq", consumerSequence)
                .number("stream_seq", sequence)
                .number("ack_time", tookNanos)
                .number("deliveries", deliveries));
    }
}
