package io.quoll.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.nats.client.Connection;
import io.nats.client.JetStream;
import io.nats.client.JetStreamManagement;
import io.nats.client.api.PublishAck;
import io.nats.client.api.StorageType;
import io.nats.client.api.StreamConfiguration;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.quoll.testkit.HttpApi;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.http.PoolOptions;
import jakarta.inject.Inject;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** {@code -Dreaders.count=1000 -Dreaders.messages=100000} make it large. */
@QuarkusTest
@TestProfile(ApiProfile.class)
class CutReadersTest {

    private static final int READERS = Integer.getInteger("readers.count", 50);
    private static final int MESSAGES = Integer.getInteger("readers.messages", 5_000);
    private static final int SECONDS = Integer.getInteger("readers.seconds", 60);
    private static final int AT_ONCE = 500;
    /** What the kernel holds of a connection is lost with it, and has to be sent again. */
    private static final int BUFFER = 64 * 1024;

    @Inject
    HttpApi api;

    @Inject
    Vertx vertx;

    @Test
    void shouldGiveEveryReaderEverythingOnceThoughConnectionsAreCut() throws Exception {
        // given
        try (Connection nats = api.nats()) {
            JetStreamManagement management = nats.jetStreamManagement();
            management.addStream(StreamConfiguration.builder()
                    .name("CUT")
                    .subjects("cut.*")
                    .storageType(StorageType.File)
                    .build());
            HttpClient two = vertx.createHttpClient(
                    new HttpClientOptions()
                            .setProtocolVersion(HttpVersion.HTTP_2)
                            .setHttp2ClearTextUpgrade(false)
                            .setReceiveBufferSize(BUFFER),
                    new PoolOptions().setHttp2MaxSize(Math.max(2, READERS / 50)));
            HttpClient one = vertx.createHttpClient(
                    new HttpClientOptions().setReceiveBufferSize(BUFFER), new PoolOptions().setHttp1MaxSize(READERS));
            List<CutReader> readers = new ArrayList<>();
            for (int i = 0; i < READERS; i++) {
                String path = "/v1/streams/CUT/messages" + (i % 3 == 0 ? "?filter=cut.*" : "");
                int longestPart = Math.max(10, MESSAGES / 5);
                readers.add(
                        new CutReader(i % 2 == 0 ? two : one, api.port(), path, i % 4 < 2, MESSAGES, longestPart, i));
            }

            // when
            List<CompletableFuture<Integer>> ends = new ArrayList<>();
            for (CutReader reader : readers) {
                ends.add(reader.start());
            }
            publish(nats.jetStream());

            // then
            int cuts = 0;
            for (CompletableFuture<Integer> end : ends) {
                cuts += end.get(SECONDS, TimeUnit.SECONDS);
            }
            assertThat(readers).allMatch(reader -> reader.last() == MESSAGES);
            assertThat(cuts).isGreaterThan(READERS);
            one.close();
            two.close();
            management.deleteStream("CUT");
        }
    }

    private static void publish(JetStream stream) throws Exception {
        List<CompletableFuture<PublishAck>> underway = new ArrayList<>();
        byte[] payload = "x".repeat(64).getBytes(StandardCharsets.US_ASCII);
        for (int i = 0; i < MESSAGES; i++) {
            underway.add(stream.publishAsync("cut." + i % 7, payload));
            if (underway.size() == AT_ONCE || i == MESSAGES - 1) {
                for (CompletableFuture<PublishAck> ack : underway) {
                    ack.get(SECONDS, TimeUnit.SECONDS);
                }
                underway.clear();
            }
        }
    }
}
