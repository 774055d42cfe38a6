package io.quoll.monitor;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.Map;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@QuarkusTest
@TestProfile(MonitoredProfile.class)
class EndpointTextsTest {

    @Inject
    EndpointTexts texts;

    @ParameterizedTest
    @CsvSource({
        "VARZ, max_payload",
        "CONNZ, num_connections",
        "SUBSZ, num_subscriptions",
        "ACCOUNTZ, accounts",
        "ACCSTATZ, account_statz",
        "JSZ, memory",
        "HEALTHZ, status",
        "ROUTEZ, num_routes",
        "GATEWAYZ, outbound_gateways",
        "LEAFZ, leafnodes"
    })
    void shouldShowWhatTheEndpointShows(String endpoint, String field) {
        // given
        Map<String, String> parameters = Map.of();

        // when
        String text = text(endpoint, parameters);

        // then
        assertThat(text).startsWith("{").contains("\"" + field + "\"");
    }

    @Test
    void shouldTakeParameters() {
        // given
        Map<String, String> parameters = Map.of("limit", "7");

        // when
        String text = text("CONNZ", parameters);

        // then
        assertThat(text).contains("\"limit\": 7");
    }

    @Test
    void shouldSayWhatIsWrong() {
        // given
        Map<String, String> parameters = Map.of("limit", "many");

        // when
        ThrowingCallable asking = () -> text("CONNZ", parameters);

        // then
        assertThatThrownBy(asking).hasMessageContaining("Error decoding int for 'limit'");
    }

    private String text(String endpoint, Map<String, String> parameters) {
        byte[] text = texts.of(endpoint, name -> parameters.getOrDefault(name, ""))
                .await()
                .atMost(Duration.ofSeconds(10));
        return new String(text, UTF_8);
    }
}
