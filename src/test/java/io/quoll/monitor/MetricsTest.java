package io.quoll.monitor;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.nats.client.Connection;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

@QuarkusTest
@TestProfile(MonitoredProfile.class)
class MetricsTest {

    private static final Path DOCUMENT = Path.of("src/docs/monitoring.md");
    private static final Pattern ROW = Pattern.compile("^\\| `(quoll_[^`]*)` \\|.*");
    private static final Pattern SAMPLE = Pattern.compile("^(quoll_[a-z_]+(?:\\{[^}]*})?) .*");

    @Test
    void shouldOfferExactlyTheMetricsOfTheDocument() throws IOException {
        // given
        Set<String> documented = Files.readAllLines(DOCUMENT).stream()
                .map(ROW::matcher)
                .filter(Matcher::matches)
                .map(row -> row.group(1))
                .collect(Collectors.toCollection(TreeSet::new));

        // when
        await().until(() -> scrape().contains("quoll_route_cache_total{result=\"miss\"}"));
        Set<String> offered = scrape().lines()
                .map(SAMPLE::matcher)
                .filter(Matcher::matches)
                .map(sample -> sample.group(1))
                .collect(Collectors.toCollection(TreeSet::new));

        // then
        assertThat(offered).isEqualTo(documented);
    }

    @Test
    void shouldCountMessagesAndConnections() throws Exception {
        // given
        await().until(() -> scrape().contains("quoll_route_cache_total{result=\"miss\"}"));
        double messagesBefore = value("quoll_messages_total{direction=\"in\"}");
        double bytesBefore = value("quoll_message_bytes_total{direction=\"out\"}");
        double clientsBefore = value("quoll_connections_opened_total");

        // when
        try (Connection client = Clients.connect("measured")) {
            client.subscribe("metrics.measured");
            client.publish("metrics.measured", new byte[7]);
            client.flush(Duration.ofSeconds(5));

            // then
            await().untilAsserted(() -> {
                assertThat(value("quoll_messages_total{direction=\"in\"}")).isEqualTo(messagesBefore + 1);
                assertThat(value("quoll_message_bytes_total{direction=\"out\"}"))
                        .isEqualTo(bytesBefore + 7);
                assertThat(value("quoll_connections_opened_total")).isEqualTo(clientsBefore + 1);
                assertThat(value("quoll_connections")).isPositive();
                assertThat(value("quoll_subscriptions")).isPositive();
            });
        }
    }

    private static double value(String sample) {
        return scrape().lines()
                .filter(line -> line.startsWith(sample + " "))
                .mapToDouble(line -> Double.parseDouble(line.substring(sample.length() + 1)))
                .findFirst()
                .orElseThrow();
    }

    private static String scrape() {
        return given().get("/q/metrics").asString();
    }
}
