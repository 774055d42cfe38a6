package io.quoll.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.quoll.connection.CloseReason;
import io.quoll.connection.ConnectionSnapshot;
import io.quoll.server.Broker;
import io.quoll.testkit.HttpApi;
import io.quoll.testkit.OpenStream;
import io.quoll.testkit.RawClient;
import io.vertx.core.http.HttpVersion;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A producer over HTTP whose messages go to a client of NATS that does not read them. */
@QuarkusTest
@TestProfile(SlowReceiverProfile.class)
class SlowReceiverTest {

    private static final Duration SOON = Duration.ofSeconds(10);
    private static final int RECEIVE_BUFFER = 64 << 10;
    private static final int LARGE = 48 << 10;
    private static final int SMALL = 100;
    /** What the system may take besides, and then some. */
    private static final int MOST_MESSAGES = 2_000;

    private static final String ID = "\"client_id\":";

    @Inject
    HttpApi api;

    @Inject
    Broker broker;

    private RawClient receiver;
    private OpenStream producer;
    private long id;

    @BeforeEach
    void connect() throws Exception {
        receiver = RawClient.connect(broker.port(), RECEIVE_BUFFER);
        receiver.handshake("{\"verbose\":false}");
        receiver.send("SUB slow 1\r\n").expectNothingMore();
        String info = receiver.info().substring(receiver.info().indexOf(ID) + ID.length());
        id = Long.parseLong(info.split("\\D", 2)[0]);
        producer = api.post(HttpVersion.HTTP_2, "/v1/subjects", Map.of("Content-Type", "application/x-ndjson"));
    }

    @AfterEach
    void disconnect() {
        producer.close();
        receiver.close();
    }

    /** Publishes one message and waits for its receipt. */
    private String publish(int size) throws Exception {
        producer.write("{\"subject\":\"slow\",\"payload\":\"" + "x".repeat(size) + "\"}\n");
        return producer.content();
    }

    private long waiting() {
        return broker.connections()
                .find(id)
                .orElseThrow(() -> new AssertionError("the receiver has gone"))
                .snapshot()
                .pendingBytes();
    }

    /** Publishes until so much waits for the receiver that producers are slowed down. */
    private int publishUntilItFallsBehind() throws Exception {
        for (int i = 1; i <= MOST_MESSAGES; i++) {
            publish(LARGE);
            if (waiting() > SlowReceiverProfile.MAX_PENDING / 16 * 13) {
                return i;
            }
        }
        throw new AssertionError("nothing waits");
    }

    @Test
    void shouldSlowTheProducerDownAndLoseNothing() throws Exception {
        // given
        int large = publishUntilItFallsBehind();
        int slowed = 40;
        long began = System.nanoTime();

        // when
        for (int i = 0; i < slowed; i++) {
            assertThat(publish(SMALL)).contains("\"receivers\":1");
        }
        Duration took = Duration.ofNanos(System.nanoTime() - began);

        // then
        assertThat(took).isGreaterThanOrEqualTo(Duration.ofMillis(5).multipliedBy(slowed));
        for (int i = 0; i < large + slowed; i++) {
            int size = i < large ? LARGE : SMALL;
            assertThat(receiver.line()).isEqualTo("MSG slow 1 " + size);
            receiver.bytes(size + 2);
        }
        receiver.expectNothingMore();
    }

    @Test
    void shouldGoOnWithoutAReceiverThatNeverReads() throws Exception {
        // given
        publishUntilItFallsBehind();

        // when
        String receipt = publish(LARGE);
        for (int i = 0; i < MOST_MESSAGES && receipt.contains("\"receivers\":1"); i++) {
            receipt = publish(LARGE);
        }

        // then
        assertThat(receipt).contains("\"status\":202", "\"receivers\":0");
        await().atMost(SOON).untilAsserted(() -> assertThat(broker.connections().closed())
                .filteredOn(closed -> closed.clientId() == id)
                .extracting(ConnectionSnapshot::reason)
                .containsExactly(CloseReason.SLOW_CONSUMER_PENDING_BYTES));
    }
}
