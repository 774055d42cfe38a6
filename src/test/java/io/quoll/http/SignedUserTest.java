package io.quoll.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.quoll.testkit.HttpApi;
import io.quoll.testkit.Signer;
import io.quoll.testkit.TokenDraft;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Users whose right to come in is signed, and who need no nonce to show it. */
@QuarkusTest
@TestProfile(OperatorProfile.class)
class SignedUserTest {

    private static final String BEARER = "\"subs\":-1,\"payload\":-1,\"bearer_token\":true";

    /** What a user shows, and the status for it. */
    private enum Token {
        OF_A_BEARER(202, BEARER),
        OF_A_BEARER_WHO_MAY_PUBLISH_ELSEWHERE(403, BEARER + ",\"pub\":{\"allow\":[\"b\"]}"),
        OF_A_BEARER_OVER_HTTP_LIKE_CONNECTIONS(202, BEARER + ",\"allowed_connection_types\":[\"STANDARD\"]"),
        OF_A_BEARER_OVER_OTHER_CONNECTIONS(401, BEARER + ",\"allowed_connection_types\":[\"WEBSOCKET\"]"),
        OF_A_BEARER_ELSEWHERE(401, BEARER + ",\"src\":[\"192.0.2.0/24\"]"),
        OF_SOMEBODY_WHO_WOULD_HAVE_TO_SIGN(401, "\"subs\":-1,\"payload\":-1");

        private final int status;
        private final String fields;

        Token(int status, String fields) {
            this.status = status;
            this.fields = fields;
        }
    }

    private static TokenDraft draft(String fields) {
        return TokenDraft.user(Signer.user()).nats(fields);
    }

    @Inject
    HttpApi api;

    private int publish(String token) {
        return api.client()
                .header("Authorization", "Bearer " + token)
                .body("x")
                .post("/v1/subjects/a")
                .statusCode();
    }

    @ParameterizedTest
    @EnumSource
    void shouldJudgeAToken(Token token) {
        // given
        String signed = draft(token.fields).signedBy(OperatorProfile.OPERATOR.account);

        // when
        int status = publish(signed);

        // then
        assertThat(status).isEqualTo(token.status);
    }

    @Test
    void shouldRefuseATokenWhoseTimeIsOver() {
        // given
        String signed = draft(BEARER)
                .expires(Instant.now().minus(Duration.ofHours(1)))
                .signedBy(OperatorProfile.OPERATOR.account);

        // when
        int status = publish(signed);

        // then
        assertThat(status).isEqualTo(401);
    }

    @Test
    void shouldRefuseATokenThatSomebodyElseHasSigned() {
        // given
        String signed = draft(BEARER).signedBy(Signer.account());

        // when
        int status = publish(signed);

        // then
        assertThat(status).isEqualTo(401);
    }
}
