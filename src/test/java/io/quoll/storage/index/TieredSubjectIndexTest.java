package io.quoll.storage.index;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.quoll.storage.segment.LiveSet;
import io.quoll.storage.segment.SubjectIndex;
import io.quoll.storage.segment.SubjectIndex.SubjectEntry;
import io.quoll.storage.segment.SubjectKey;
import io.quoll.storage.segment.SubjectTable;
import io.quoll.testkit.SeededRandom;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** An index in two tiers against one that is all on the heap. */
@ExtendWith(SeededRandom.class)
@SuppressWarnings("NullAway.Init") // by JUnit
class TieredSubjectIndexTest {

    private static final int ON_HEAP = 50;

    @TempDir
    private Path directory;

    private static SubjectKey key(int number) {
        return SubjectKey.of(("subject." + number).getBytes(UTF_8));
    }

    private static Map<String, String> contents(SubjectIndex index) {
        List<byte[]> subjects = new ArrayList<>();
        List<String> states = new ArrayList<>();
        for (int part = 0; part < index.parts(); part++) {
            index.forEach(part, (subject, entry) -> {
                subjects.add(subject);
                states.add(text(entry));
            });
        }
        Map<String, String> contents = new TreeMap<>();
        for (int i = 0; i < subjects.size(); i++) {
            contents.put(new String(subjects.get(i), UTF_8), states.get(i));
        }
        assertThat(contents).as("each is seen once").hasSize(subjects.size());
        return contents;
    }

    private static String text(SubjectEntry entry) {
        return entry.first() + "-" + entry.last() + " " + entry.count();
    }

    private List<Path> maps() throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.toList();
        }
    }

    @Test
    void shouldAgreeWithAnIndexOnTheHeap(Random random) throws IOException {
        // given
        TieredSubjectIndex tiered = new TieredSubjectIndex(directory, ON_HEAP);
        SubjectTable table = new SubjectTable();
        LiveSet live = new LiveSet(1);
        Map<Long, Integer> messages = new TreeMap<>();

        // when
        for (int i = 0; i < 10_000; i++) {
            if (random.nextInt(3) > 0 || messages.isEmpty()) {
                int subject = random.nextInt(2_000);
                long sequence = live.end();
                live.add(sequence);
                messages.put(sequence, subject);
                tiered.added(key(subject), sequence);
                table.added(key(subject), sequence);
            } else {
                List<Long> some =
                        new ArrayList<>(messages.keySet().stream().limit(20).toList());
                long sequence = some.get(random.nextInt(some.size()));
                int subject = messages.getOrDefault(sequence, -1);
                messages.remove(sequence);
                live.remove(sequence);
                tiered.removed(key(subject), live);
                table.removed(key(subject), live);
            }
            if (random.nextInt(10) == 0) {
                tiered.makeRoom(random.nextInt(100));
            }
            SubjectEntry one = new SubjectEntry();
            SubjectEntry other = new SubjectEntry();
            SubjectKey any = key(random.nextInt(2_000));
            assertThat(tiered.find(any, one)).isEqualTo(table.find(any, other));
            assertThat(text(one)).isEqualTo(text(other));
            assertThat(tiered.size()).isEqualTo(table.size());
        }

        // then
        assertThat(contents(tiered)).isEqualTo(contents(table));
        assertThat(tiered.isWhole()).isTrue();
        assertThat(maps()).isNotEmpty();
        tiered.close();
        assertThat(maps()).isEmpty();
    }

    @Test
    void shouldBeTheSameWhenItIsGatheredFromManyMessages(Random random) throws IOException {
        for (int most : new int[] {ON_HEAP, 100_000}) {
            // given
            TieredSubjectIndex gathered = new TieredSubjectIndex(directory, most);
            SubjectTable table = new SubjectTable();

            // when
            try (TieredSubjectIndex.Gathering gathering = gathered.gather()) {
                for (int sequence = 1; sequence <= 20_000; sequence++) {
                    int subject = random.nextInt(1 + random.nextInt(2_000));
                    gathering.added(key(subject), sequence);
                    table.added(key(subject), sequence);
                }
                gathering.finish();
            }

            // then
            assertThat(contents(gathered)).isEqualTo(contents(table));
            assertThat(gathered.size()).isEqualTo(table.size());
            gathered.close();
            assertThat(maps()).isEmpty();
        }
    }

    @Test
    void shouldComeBackAsItWasLeftOnceAndUnderItsMarkOnly(Random random) throws IOException {
        // given
        IndexMark mark = new IndexMark(9, 8, 7, 6);
        TieredSubjectIndex left = new TieredSubjectIndex(directory, ON_HEAP);
        for (int sequence = 1; sequence <= 5_000; sequence++) {
            left.added(key(random.nextInt(500)), sequence);
        }
        Map<String, String> contents = contents(left);
        left.keep(mark);

        // when
        TieredSubjectIndex back = new TieredSubjectIndex(directory, ON_HEAP);
        boolean recalled = back.recall(mark);
        Map<String, String> found = contents(back);
        back.keep(mark);
        boolean other = new TieredSubjectIndex(directory, ON_HEAP).recall(new IndexMark(9, 8, 7, 5));
        boolean again = new TieredSubjectIndex(directory, ON_HEAP).recall(mark);

        // then
        assertThat(recalled).isTrue();
        assertThat(found).isEqualTo(contents);
        assertThat(back.size()).isEqualTo(contents.size());
        assertThat(other).isFalse();
        assertThat(again).isFalse();
        assertThat(maps()).isEmpty();
    }

    @Test
    void shouldGrowWithTheNumberOfSubjects() {
        // given
        int subjects = 30_000;
        TieredSubjectIndex tiered = new TieredSubjectIndex(directory, ON_HEAP, 256);

        // when
        for (int i = 1; i <= subjects; i++) {
            tiered.added(key(i), i);
        }

        // then
        SubjectEntry entry = new SubjectEntry();
        for (int i = 1; i <= subjects; i += 97) {
            assertThat(tiered.find(key(i), entry)).isTrue();
            assertThat(text(entry)).isEqualTo(i + "-" + i + " 1");
        }
        assertThat(tiered.isWhole()).isTrue();
        assertThat(tiered.size()).isEqualTo(subjects);
        tiered.close();
    }

    @Test
    void shouldGoOnOnTheHeapWhenAMapCannotBeMade() throws IOException {
        // given
        Path noDirectory = Files.writeString(directory.resolve("file"), "");
        TieredSubjectIndex tiered = new TieredSubjectIndex(noDirectory, ON_HEAP);

        // when
        for (int i = 1; i <= 500; i++) {
            tiered.added(key(i), i);
        }
        boolean whole = tiered.isWhole();
        tiered.clear();
        for (int i = 1; i <= 500; i++) {
            tiered.added(key(i), i);
        }

        // then
        assertThat(whole).isFalse();
        assertThat(tiered.isWhole()).isTrue();
        assertThat(tiered.size()).isEqualTo(500);
        assertThat(contents(tiered)).hasSize(500);
    }
}
