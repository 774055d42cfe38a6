package io.quoll.jetstream.consumer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quoll.testkit.SeededRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Whatever comes and goes, the places hold what a sorted map would. */
@ExtendWith(SeededRandom.class)
class PendingMessagesTest {

    @Test
    void shouldHoldWhatASortedMapHolds(Random random) {
        // given
        PendingMessages pending = new PendingMessages();
        TreeMap<Long, Long> model = new TreeMap<>();
        long sequence = 0;

        for (int i = 0; i < 20_000; i++) {
            // when
            if (random.nextInt(100) < 51) {
                sequence += 1 + random.nextInt(3);
                pending.add(sequence, i, i, 1);
                model.put(sequence, (long) i);
            } else if (!model.isEmpty()) {
                Long gone = random.nextBoolean()
                        ? model.firstKey()
                        : model.floorKey(model.firstKey() + random.nextInt((int) (sequence - model.firstKey() + 1)));
                pending.remove(pending.find(gone));
                model.remove(gone);
            }

            // then
            assertThat(pending.size()).isEqualTo(model.size());
            long asked = 1 + (long) (random.nextDouble() * (sequence + 1));
            int place = pending.find(asked);
            assertThat(place >= 0).isEqualTo(model.containsKey(asked));
            if (place >= 0) {
                assertThat(pending.consumerSequence(place)).isEqualTo(model.get(asked));
            }
        }
        assertThat(sequences(pending)).containsExactlyElementsOf(model.keySet());
    }

    private static List<Long> sequences(PendingMessages pending) {
        List<Long> all = new ArrayList<>();
        for (int place = pending.first(); place >= 0; place = pending.next(place)) {
            all.add(pending.sequence(place));
        }
        return all;
    }

    @Test
    void shouldCountWhatWasDeliveredMoreThanOnce() {
        // given
        PendingMessages pending = new PendingMessages();
        pending.add(1, 1, 10, 1);
        pending.add(2, 2, 10, 1);

        // when
        pending.again(pending.find(1), 20);
        pending.again(pending.find(1), 30);

        // then
        assertThat(pending.redelivered()).isEqualTo(1);
        assertThat(pending.deliveries(pending.find(1))).isEqualTo(3);
        assertThat(pending.time(pending.find(1))).isEqualTo(30);
        pending.remove(pending.find(1));
        assertThat(pending.redelivered()).isZero();
    }

    @Test
    void shouldRefuseToGoBack() {
        // given
        PendingMessages pending = new PendingMessages();
        pending.add(5, 1, 10, 1);

        // when, then
        assertThatThrownBy(() -> pending.add(5, 2, 10, 1)).isInstanceOf(IllegalArgumentException.class);
    }
}
