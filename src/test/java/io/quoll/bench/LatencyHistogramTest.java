package io.quoll.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class LatencyHistogramTest {

    @Test
    void shouldAgreeWithSortedSamplesToLessThanOnePercent() {
        // given
        Random random = new Random(7);
        long[] samples = new long[50_000];
        LatencyHistogram histogram = new LatencyHistogram();
        for (int i = 0; i < samples.length; i++) {
            samples[i] = (long) Math.exp(random.nextDouble() * 40);
            histogram.record(samples[i]);
        }

        // when
        Arrays.sort(samples);

        // then
        for (double percent : new double[] {0.1, 1, 10, 50, 90, 99, 99.9, 99.99, 100}) {
            long exact = samples[(int) Math.ceil(samples.length * percent / 100 - 1e-9) - 1];
            assertThat(histogram.percentile(percent)).as("p%s", percent).isBetween(exact, (long)
                    Math.ceil(exact * 1.008));
        }
        assertThat(histogram.max()).isEqualTo(samples[samples.length - 1]);
    }

    @Test
    void shouldKeepSmallValuesExactly() {
        // given
        LatencyHistogram histogram = new LatencyHistogram();

        // when
        for (int value = 1; value <= 200; value++) {
            histogram.record(value);
        }

        // then
        assertThat(histogram.percentile(50)).isEqualTo(100);
        assertThat(histogram.percentile(99.5)).isEqualTo(199);
        assertThat(histogram.percentile(100)).isEqualTo(200);
    }

    @Test
    void shouldHoldTheWholeRange() {
        // given
        LatencyHistogram histogram = new LatencyHistogram();

        // when
        histogram.record(-5);
        histogram.record(Long.MAX_VALUE);

        // then
        assertThat(histogram.percentile(50)).isZero();
        assertThat(histogram.percentile(100)).isEqualTo(Long.MAX_VALUE);
    }

    @Test
    void shouldBeNothingWithoutSamples() {
        // given
        LatencyHistogram histogram = new LatencyHistogram();

        // when
        long median = histogram.percentile(50);

        // then
        assertThat(median).isZero();
    }

    @Test
    void shouldAddUp() {
        // given
        LatencyHistogram sum = new LatencyHistogram();
        LatencyHistogram other = new LatencyHistogram();
        sum.record(10);
        other.record(20);
        other.record(30);

        // when
        sum.add(other);

        // then
        assertThat(sum.count()).isEqualTo(3);
        assertThat(sum.percentile(50)).isEqualTo(20);
        assertThat(sum.max()).isEqualTo(30);
    }
}
