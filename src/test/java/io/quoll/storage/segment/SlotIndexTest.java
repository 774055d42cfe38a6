package io.quoll.storage.segment;

import static org.assertj.core.api.Assertions.assertThat;

import io.quoll.testkit.SeededRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** An index against a plain list, over several pages. */
@ExtendWith(SeededRandom.class)
class SlotIndexTest {

    private static final int SLOTS = 9_000;

    @Test
    void shouldFindMessagesByPlaceAndBySubject(Random random) {
        // given
        SlotIndex index = new SlotIndex();
        List<Integer> subjects = new ArrayList<>();
        while (subjects.size() < SLOTS) {
            if (random.nextInt(50) == 0) {
                int none = 1 + random.nextInt(random.nextInt(10) == 0 ? 3000 : 5);
                index.addNone(none);
                for (int i = 0; i < none; i++) {
                    subjects.add(-1);
                }
            } else {
                int subject = random.nextInt(random.nextBoolean() ? 3 : 1000);
                index.add(subjects.size() + 1, hash(subject), Extent.of(subject + 40, subject % 2 == 0));
                subjects.add(subject);
            }
        }

        for (int i = 0; i < 3000; i++) {
            // when
            int place = random.nextInt(subjects.size());
            int subject = random.nextInt(1000);
            int end = place + random.nextInt(subjects.size() - place) + 1;

            // then
            boolean there = subjects.get(place) >= 0;
            assertThat(index.offset(place)).isEqualTo(there ? place + 1 : 0);
            int extent = index.extent(place);
            assertThat(Extent.size(extent)).isEqualTo(there ? subjects.get(place) + 40 : 0);
            assertThat(Extent.hasHeaders(extent)).isEqualTo(there && subjects.get(place) % 2 == 0);
            int after = subjects.subList(place, end).indexOf(subject);
            assertThat(index.after(place, end, hash(subject))).isEqualTo(after < 0 ? -1 : place + after);
            assertThat(index.before(place, hash(subject)))
                    .isEqualTo(subjects.subList(0, place + 1).lastIndexOf(subject));
        }
        assertThat(index.size()).isEqualTo(subjects.size());
    }

    private static long hash(int subject) {
        return (subject + 1) * 0x9E37_79B9_7F4A_7C15L;
    }
}
