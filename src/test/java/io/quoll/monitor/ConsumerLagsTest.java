package io.quoll.monitor;

import static org.assertj.core.api.Assertions.assertThat;

import io.prometheus.client.Collector.MetricFamilySamples;
import io.prometheus.client.Collector.MetricFamilySamples.Sample;
import io.quoll.jetstream.stream.ConsumerLag;
import io.quoll.monitor.ConsumerLags.Asked;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ConsumerLagsTest {

    private static Asked asked(String stream, ConsumerLag... lags) {
        return new Asked("APP", stream, CompletableFuture.completedFuture(List.of(lags)));
    }

    private static List<Sample> samples(List<MetricFamilySamples> families, String name) {
        return families.stream()
                .filter(family -> family.name.equals(name))
                .flatMap(family -> family.samples.stream())
                .toList();
    }

    @Test
    void shouldTellOfEachDurableConsumerInOrder() {
        // given
        Asked orders = asked(
                "ORDERS",
                new ConsumerLag("worker", true, 7, 2),
                new ConsumerLag("audit", true, 0, 0),
                new ConsumerLag("Xy12", false, 9, 9));

        // when
        List<MetricFamilySamples> families = ConsumerLags.families(List.of(orders));

        // then
        List<Sample> pending = samples(families, "quoll_consumer_pending_messages");
        assertThat(pending)
                .extracting(sample -> sample.labelNames)
                .containsOnly(List.of("account", "stream", "consumer"));
        assertThat(pending)
                .extracting(sample -> sample.labelValues)
                .containsExactly(List.of("APP", "ORDERS", "audit"), List.of("APP", "ORDERS", "worker"));
        assertThat(pending).extracting(sample -> sample.value).containsExactly(0.0, 7.0);
        assertThat(samples(families, "quoll_consumer_ack_pending_messages"))
                .extracting(sample -> sample.value)
                .containsExactly(0.0, 2.0);
    }

    @Test
    void shouldShowNoMoreThanTheBoundAndSayHowManyThereAreBesides() {
        // given
        ConsumerLag[] many = IntStream.range(0, ConsumerLags.MOST_CONSUMERS + 5)
                .mapToObj(i -> new ConsumerLag("c" + i, true, i, 0))
                .toArray(ConsumerLag[]::new);

        // when
        List<MetricFamilySamples> families = ConsumerLags.families(List.of(asked("A", many), asked("B", many)));

        // then
        assertThat(samples(families, "quoll_consumer_pending_messages")).hasSize(ConsumerLags.MOST_CONSUMERS);
        assertThat(samples(families, "quoll_consumers_without_lag"))
                .extracting(sample -> sample.value)
                .containsExactly(ConsumerLags.MOST_CONSUMERS + 10.0);
    }

    @Test
    void shouldLeaveOutStreamsThatDoNotAnswer() {
        // given
        Asked silent = new Asked("APP", "SILENT", new CompletableFuture<>());
        Asked broken = new Asked("APP", "BROKEN", CompletableFuture.failedFuture(new IllegalStateException()));

        // when
        List<MetricFamilySamples> families = ConsumerLags.families(List.of(silent, broken));

        // then
        assertThat(samples(families, "quoll_consumer_pending_messages")).isEmpty();
    }
}
