package io.quoll.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.equalTo;

import io.nats.client.Connection;
import io.nats.client.Message;
import io.nats.client.Subscription;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.quoll.testkit.HttpApi;
import io.quoll.testkit.OpenStream;
import io.vertx.core.http.HttpVersion;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

@QuarkusTest
@TestProfile(BusyAccountProfile.class)
class BusyAccountTest {

    private static final Duration SOON = Duration.ofSeconds(10);

    @Inject
    HttpApi api;

    private int publish() {
        return api.client().body("x").post("/v1/subjects/a").statusCode();
    }

    @Test
    void shouldHandleOnlySoManyRequestsAtATime() throws Exception {
        // given
        List<OpenStream> underway = new ArrayList<>();
        try (Connection nats = api.nats()) {
            Subscription asked = nats.subscribe("ask");
            nats.flush(SOON);
            for (int i = 0; i < BusyAccountProfile.AT_A_TIME; i++) {
                OpenStream request = api.post(HttpVersion.HTTP_2, "/v1/requests/ask?timeout=30s", Map.of());
                request.endBody();
                underway.add(request);
            }
            List<Message> questions = List.of(asked.nextMessage(SOON), asked.nextMessage(SOON));

            // when
            var refused = api.client().body("x").post("/v1/subjects/a").then();

            // then
            refused.statusCode(429)
                    .contentType("application/problem+json")
                    .header("Retry-After", "1")
                    .body("code", equalTo(20018));
            questions.forEach(question -> nats.publish(question.getReplyTo(), new byte[0]));
            for (OpenStream request : underway) {
                assertThat(request.head().statusCode()).isEqualTo(200);
            }
            await().until(() -> publish() == 202);
        } finally {
            underway.forEach(OpenStream::close);
        }
    }

    @Test
    void shouldTakeOnlySoManyRequestsInASecond() {
        // given
        int most = 10 * BusyAccountProfile.IN_A_SECOND;

        // when
        int taken = 0;
        while (taken < most && publish() == 202) {
            taken++;
        }

        // then
        assertThat(taken).isLessThan(most);
        await().atMost(SOON).until(() -> publish() == 202);
    }
}
