package io.quoll.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quoll.trace.Sampling;
import io.quoll.trace.otlp.TraceTarget;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TraceEnvironmentTest {

    private static TraceTarget target(Map<String, String> environment) {
        return new TraceEnvironment(environment).target(Optional.empty(), Optional.empty(), Map.of());
    }

    @Test
    void shouldKnowWhereToGoWithoutBeingTold() {
        // when
        TraceTarget target = target(Map.of());

        // then
        assertThat(target.endpoint()).isEqualTo(URI.create("http://localhost:4318/v1/traces"));
        assertThat(target.sampling()).isEqualTo(new Sampling(1, true));
        assertThat(target.timeout()).isEqualTo(Duration.ofSeconds(10));
        assertThat(target.compressed()).isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "OTEL_EXPORTER_OTLP_ENDPOINT, https://otel:4318/, https://otel:4318/v1/traces",
        "OTEL_EXPORTER_OTLP_ENDPOINT, http://otel/base, http://otel/base/v1/traces",
        "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT, http://otel/spans, http://otel/spans"
    })
    void shouldGoWhereTheEnvironmentSays(String variable, String value, String endpoint) {
        // when
        TraceTarget target = target(Map.of(variable, value));

        // then
        assertThat(target.endpoint()).isEqualTo(URI.create(endpoint));
    }

    @ParameterizedTest
    @CsvSource({
        "always_on, 0.5, 1, false",
        "always_off, 0.5, 0, false",
        "traceidratio, 0.5, 0.5, false",
        "parentbased_always_on, 0.5, 1, true",
        "parentbased_always_off, 0.5, 0, true",
        "parentbased_traceidratio, 0.25, 0.25, true",
        "parentbased_traceidratio, 25, 1, true",
        "by_the_moon, 0.5, 1, true"
    })
    void shouldSampleAsTheEnvironmentSays(String sampler, String argument, double ratio, boolean followsParents) {
        // when
        TraceTarget target = target(Map.of("OTEL_TRACES_SAMPLER", sampler, "OTEL_TRACES_SAMPLER_ARG", argument));

        // then
        assertThat(target.sampling()).isEqualTo(new Sampling(ratio, followsParents));
    }

    @Test
    void shouldPreferWhatSettingsSay() {
        // given
        TraceEnvironment environment = new TraceEnvironment(Map.of(
                "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT", "http://other/spans", "OTEL_TRACES_SAMPLER", "always_off"));

        // when
        TraceTarget target = environment.target(
                Optional.of(URI.create("http://mine:4318")), Optional.of(0.01), Map.of("service.name", "quoll"));

        // then
        assertThat(target.endpoint()).isEqualTo(URI.create("http://mine:4318/v1/traces"));
        assertThat(target.sampling()).isEqualTo(new Sampling(0.01, true));
        assertThat(target.resource()).containsEntry("service.name", "quoll");
    }

    @Test
    void shouldTakeTheRestFromTheEnvironment() {
        // when
        TraceTarget target = target(Map.of(
                "OTEL_SERVICE_NAME", "broker",
                "OTEL_RESOURCE_ATTRIBUTES", "service.name=passed-over,zone=a%2Cb",
                "OTEL_EXPORTER_OTLP_HEADERS", "authorization=Basic%20eHg=, x=1+1",
                "OTEL_EXPORTER_OTLP_COMPRESSION", "gzip",
                "OTEL_EXPORTER_OTLP_TIMEOUT", "300",
                "OTEL_EXPORTER_OTLP_CERTIFICATE", "/etc/ca.pem",
                "OTEL_BSP_SCHEDULE_DELAY", "250",
                "OTEL_BSP_MAX_QUEUE_SIZE", "10",
                "OTEL_BSP_MAX_EXPORT_BATCH_SIZE", "5"));

        // then
        assertThat(target.resource()).containsEntry("service.name", "broker").containsEntry("zone", "a,b");
        assertThat(target.headers())
                .containsEntry("authorization", "Basic eHg=")
                .containsEntry("x", "1+1");
        assertThat(target.compressed()).isTrue();
        assertThat(target.timeout()).isEqualTo(Duration.ofMillis(300));
        assertThat(target.certificates()).isEqualTo(Path.of("/etc/ca.pem"));
        assertThat(target.delay()).isEqualTo(Duration.ofMillis(250));
        assertThat(target.mostWaiting()).isEqualTo(10);
        assertThat(target.mostTogether()).isEqualTo(5);
    }

    @Test
    void shouldTellOfWhatItDoesNotUnderstand() {
        // given
        TraceEnvironment environment =
                new TraceEnvironment(Map.of("OTEL_EXPORTER_OTLP_PROTOCOL", "grpc", "OTEL_BSP_MAX_QUEUE_SIZE", "many"));

        // when
        environment.target(Optional.empty(), Optional.empty(), Map.of());

        // then
        assertThat(environment.notices())
                .containsExactly(
                        "OTEL_EXPORTER_OTLP_PROTOCOL: grpc is not built, http/protobuf is used",
                        "OTEL_BSP_MAX_QUEUE_SIZE: many is no positive number");
    }

    @Test
    void shouldRefuseAnEndpointThatIsNone() {
        // then
        assertThatThrownBy(() -> target(Map.of("OTEL_EXPORTER_OTLP_ENDPOINT", "otel:4318")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("otel:4318");
    }

    @ParameterizedTest
    @CsvSource({"OTEL_SDK_DISABLED, true", "OTEL_TRACES_EXPORTER, none"})
    void shouldBeTurnedOffByTheEnvironment(String variable, String value) {
        // when
        TraceEnvironment environment = new TraceEnvironment(Map.of(variable, value));

        // then
        assertThat(environment.isDisabled()).isTrue();
    }
}
