package io.quoll.monitor;

import io.prometheus.client.Collector;
import io.prometheus.client.GaugeMetricFamily;
import io.quoll.jetstream.api.AccountStreams;
import io.quoll.jetstream.stream.ConsumerLag;
import io.quoll.jetstream.stream.Stream;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * How far behind its stream each durable consumer is, asked of all streams at once when somebody scrapes, for a second at most.
 * Labels are names that clients chose, so only the first {@value #MOST_CONSUMERS} consumers in their order are shown. On the
 * worker that serves the scrape.
 */
final class ConsumerLags extends Collector implements Collector.Describable {

    static final int MOST_CONSUMERS = 1000;

    private static final long PATIENCE_SECONDS = 1;
    private static final List<String> LABELS = List.of("account", "stream", "consumer");

    private final BrokerView broker;

    ConsumerLags(BrokerView broker) {
        this.broker = broker;
    }

    /** A stream's answer, which may come later or not at all. */
    record Asked(String account, String stream, CompletableFuture<List<ConsumerLag>> lags) {

        List<ConsumerLag> durable() {
            if (!lags.isDone() || lags.isCompletedExceptionally()) {
                return List.of();
            }
            return lags.join().stream()
                    .filter(ConsumerLag::durable)
                    .sorted(Comparator.comparing(ConsumerLag::consumer))
                    .toList();
        }
    }

    @Override
    public List<MetricFamilySamples> describe() {
        return families(List.of());
    }

    @Override
    public List<MetricFamilySamples> collect() {
        return families(ask());
    }

    private List<Asked> ask() {
        List<Asked> asked = new ArrayList<>();
        for (AccountStreams account :
                broker.jetStream().map(streams -> streams.accounts()).orElse(List.of())) {
            for (Stream stream : account.streams()) {
                if (stream.consumers().count() > 0) {
                    asked.add(new Asked(
                            account.account(),
                            stream.name(),
                            stream.consumers().lags().toCompletableFuture()));
                }
            }
        }
        CompletableFuture.allOf(asked.stream().map(Asked::lags).toArray(CompletableFuture[]::new))
                .completeOnTimeout(null, PATIENCE_SECONDS, TimeUnit.SECONDS)
                .exceptionally(failure -> null)
                .join();
        asked.sort(Comparator.comparing(Asked::account).thenComparing(Asked::stream));
        return asked;
    }

    static List<MetricFamilySamples> families(List<Asked> asked) {
        GaugeMetricFamily pending = new GaugeMetricFamily(
                "quoll_consumer_pending_messages", "Messages that a durable consumer has not been given yet", LABELS);
        GaugeMetricFamily unacknowledged = new GaugeMetricFamily(
                "quoll_consumer_ack_pending_messages",
                "Messages that a durable consumer has been given and not acknowledged",
                LABELS);
        int shown = 0;
        int beyond = 0;
        for (Asked stream : asked) {
            for (ConsumerLag lag : stream.durable()) {
                if (shown == MOST_CONSUMERS) {
                    beyond++;
                    continue;
                }
                shown++;
                List<String> labels = List.of(stream.account(), stream.stream(), lag.consumer());
                pending.addMetric(labels, (double) lag.pendingMessages());
                unacknowledged.addMetric(labels, (double) lag.unacknowledgedMessages());
            }
        }
        return List.of(
                pending,
                unacknowledged,
                new GaugeMetricFamily(
                        "quoll_consumers_without_lag", "Durable consumers beyond those whose lag is shown", beyond));
    }
}
