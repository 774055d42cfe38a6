package io.quoll.monitor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.quoll.server.Broker;
import io.restassured.RestAssured;
import jakarta.inject.Inject;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Liveness tells of a loop that serves clients and hangs, and of its recovery. */
@QuarkusTest
@TestProfile(MonitoredProfile.class)
class BlockedLoopTest {

    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final Duration INTERVAL = Duration.ofMillis(200);
    private static final int SOME = 4;

    @Inject
    Broker broker;

    /** Nobody could be asked. */
    private static final Answer NONE = new Answer(0, "");

    private record Answer(int status, String body) {}

    @Test
    void shouldNotBeAliveWhileALoopIsBlocked() throws Exception {
        // given
        CountDownLatch release = new CountDownLatch(1);
        await().atMost(PATIENCE).until(() -> probe().status() == 200);
        CompletableFuture<String> name = new CompletableFuture<>();

        // when
        broker.connections().loops().get(0).execute(() -> {
            name.complete(Thread.currentThread().getName());
            block(release);
        });

        // then
        try {
            await().atMost(PATIENCE).pollInterval(INTERVAL).untilAsserted(() -> {
                Answer answer = probe();
                assertThat(answer.status()).isEqualTo(503);
                assertThat(answer.body()).contains("\"stuck\": \"" + name.join() + "\"");
            });
            assertThat(Stream.generate(this::probe).limit(SOME)).noneMatch(answer -> answer.status() == 200);
        } finally {
            release.countDown();
        }
        await().atMost(PATIENCE).pollInterval(INTERVAL).until(() -> probe().status() == 200);
    }

    private static void block(CountDownLatch release) {
        try {
            release.await(2 * PATIENCE.toSeconds(), TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /**
     * As Kubernetes probes, over a connection of its own each time: 503 says no, and so does no answer, which a probe has that
     * comes to the blocked loop itself.
     */
    private Answer probe() {
        URI live = URI.create("http://127.0.0.1:" + RestAssured.port + "/q/health/live");
        HttpRequest request =
                HttpRequest.newBuilder(live).timeout(Duration.ofSeconds(1)).build();
        try {
            HttpResponse<String> response =
                    HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString());
            return new Answer(response.statusCode(), response.body());
        } catch (IOException e) {
            return NONE;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return NONE;
        }
    }
}
