package io.quoll.testkit;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.nats.client.Connection;
import io.nats.client.JetStream;
import io.nats.client.JetStreamApiException;
import io.nats.client.Message;
import io.nats.client.PullSubscribeOptions;
import io.nats.client.api.ConsumerConfiguration;
import io.nats.client.api.StorageType;
import io.nats.client.api.StreamConfiguration;
import io.nats.client.impl.Headers;
import io.nats.client.impl.NatsMessage;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;

/** A stream named ORDERS, and jnats that places orders and works on them. */
public record Orders(Connection client) {

    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final String NAME = "ORDERS";

    /** Makes the stream. */
    public static Orders on(Connection client, StorageType storage) throws IOException, JetStreamApiException {
        client.jetStreamManagement()
                .addStream(StreamConfiguration.builder()
                        .name(NAME)
                        .subjects("orders.>")
                        .storageType(storage)
                        .build());
        return new Orders(client);
    }

    public JetStream streams() throws IOException {
        return client.jetStream();
    }

    public static Message order(String traceParent) {
        return NatsMessage.builder()
                .subject("orders.new")
                .headers(new Headers().add("Traceparent", traceParent))
                .data("12 pieces".getBytes(UTF_8))
                .build();
    }

    /** As a consumer named worker. */
    public Message fetchAndAcknowledge() throws Exception {
        PullSubscribeOptions durable =
                PullSubscribeOptions.builder().durable("worker").build();
        Message message =
                streams().subscribe("orders.>", durable).fetch(1, PATIENCE).get(0);
        message.ackSync(PATIENCE);
        return message;
    }

    /**
     * Has orders delivered over HTTP, by a consumer named push.
     *
     * @param endpoint one of the operator's, by its name
     * @param batch how many at once
     */
    public void deliverTo(String endpoint, int batch) throws IOException, JetStreamApiException {
        client.jetStreamManagement()
                .addOrUpdateConsumer(
                        NAME,
                        ConsumerConfiguration.builder()
                                .durable("push")
                                .metadata(Map.of(
                                        "io.quoll.push.endpoint",
                                        endpoint,
                                        "io.quoll.push.batch",
                                        Integer.toString(batch)))
                                .build());
    }
}
