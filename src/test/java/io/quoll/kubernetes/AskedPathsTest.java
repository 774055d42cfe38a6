package io.quoll.kubernetes;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fabric8.openshift.api.model.monitoring.v1.Endpoint;
import io.fabric8.openshift.api.model.monitoring.v1.ServiceMonitor;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.quoll.monitor.MonitoredProfile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What probes, scrapes, alerts and panels ask for, asked of a running broker. */
@QuarkusTest
@TestProfile(MonitoredProfile.class)
class AskedPathsTest {

    private static final Path MONITORING = Manifest.ROOT.resolve("components/monitoring");
    private static final Pattern METRIC = Pattern.compile("quoll_[a-z_]+");
    private static final Pattern LABEL = Pattern.compile("\\b(direction|result)=\"[a-z]+");

    @Test
    void shouldAnswerProbesAndScrapes() {
        // given
        Stream<String> probed = BrokerPod.all()
                .flatMap(pod -> pod.probes().stream())
                .map(probe -> probe.getHttpGet().getPath());
        Stream<String> scraped = Manifest.all(ServiceMonitor.class).stream()
                .flatMap(monitor -> monitor.getSpec().getEndpoints().stream())
                .map(Endpoint::getPath);

        // when
        Set<String> paths = Stream.concat(probed, scraped).collect(Collectors.toCollection(TreeSet::new));

        // then
        assertThat(paths)
                .contains("/q/health/started", "/q/health/ready", "/q/health/live")
                .allSatisfy(path -> assertThat(given().get(path).statusCode()).isEqualTo(200));
    }

    @Test
    void shouldMakeEveryMetricThatIsWatched() throws IOException {
        // given
        String watching = Files.readString(MONITORING.resolve("alerts.yaml"))
                + Files.readString(MONITORING.resolve("dashboard.json"))
                + Files.readString(Manifest.ROOT.resolve("examples/hpa.yaml"));

        // when
        await().atMost(Duration.ofMinutes(1))
                .until(() -> given().get("/q/metrics").asString().contains("quoll_route_cache_total{result=\"miss\"}"));
        String made = given().get("/q/metrics").asString();

        // then
        assertThat(found(METRIC, made)).containsAll(found(METRIC, watching)).hasSizeGreaterThan(5);
        assertThat(found(LABEL, made)).containsAll(found(LABEL, watching.replace("\\\"", "\"")));
    }

    private static Set<String> found(Pattern pattern, String text) {
        return pattern.matcher(text)
                .results()
                .map(result -> result.group())
                .collect(Collectors.toCollection(TreeSet::new));
    }
}
