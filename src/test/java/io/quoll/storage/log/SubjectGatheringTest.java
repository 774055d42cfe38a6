package io.quoll.storage.log;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.quoll.message.Message;
import io.quoll.message.Publication;
import io.quoll.storage.IndexProgress;
import io.quoll.storage.MessageReader;
import io.quoll.storage.MessageStore;
import io.quoll.storage.SubjectFilter;
import io.quoll.storage.SubjectState;
import io.quoll.testkit.SeededRandom;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Queue;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** How subjects are known again after a start: from what was left behind, or from the messages. */
@ExtendWith(SeededRandom.class)
@SuppressWarnings("NullAway.Init") // by JUnit
class SubjectGatheringTest {

    private static final int SUBJECTS = 700;
    private static final int MESSAGES = 6_000;

    @TempDir
    private Path parent;

    private Path directory;

    @BeforeEach
    void choose() {
        directory = parent.resolve("store");
    }

    /** What the housekeeper was asked to do. */
    private final Queue<Runnable> tasks = new ConcurrentLinkedQueue<>();

    private LogMessageStore open(Path path) throws IOException {
        return LogMessageStore.open(
                path,
                new LogEnvironment(
                        new FaultyDisk(),
                        new StagingPool(),
                        new PageCache(),
                        tasks::add,
                        TestStores.SEGMENT,
                        8 * TestStores.SEGMENT,
                        TestStores.HEAP_SUBJECTS));
    }

    private void keepHouse() {
        for (Runnable task = tasks.poll(); task != null; task = tasks.poll()) {
            task.run();
        }
    }

    private static void append(MessageStore store, Random random) {
        String subject = "subject." + random.nextInt(SUBJECTS);
        store.append(Publication.of(Message.of(subject, new byte[random.nextInt(40)])), 1, MessageStore.NEVER);
    }

    private static void change(MessageStore store, Random random, int steps) {
        for (int i = 0; i < steps; i++) {
            if (random.nextInt(3) > 0) {
                append(store, random);
            } else {
                long first = store.state().firstSequence();
                long last = store.state().lastSequence();
                store.remove(first + (long) (random.nextDouble() * (last - first)), random.nextInt(20) == 0);
            }
        }
    }

    private LogMessageStore filled(Random random) throws IOException {
        LogMessageStore store = open(directory);
        for (int i = 0; i < MESSAGES; i++) {
            append(store, random);
        }
        change(store, random, MESSAGES / 4);
        keepHouse();
        store.flush();
        return store;
    }

    private static Map<String, SubjectState> known(MessageStore store) {
        Map<String, SubjectState> known = new TreeMap<>();
        store.subjects(SubjectFilter.ALL, (subject, state) -> {
            known.put(new String(subject, UTF_8), state);
            return true;
        });
        return known;
    }

    /** The same from the messages themselves. */
    private static Map<String, SubjectState> counted(MessageStore store) {
        Map<String, SubjectState> counted = new TreeMap<>();
        try (MessageReader reader = store.reader()) {
            for (long at = 0; reader.next(at, SubjectFilter.ALL); at = reader.sequence() + 1) {
                long sequence = reader.sequence();
                counted.merge(
                        reader.message().toMessage().subject(),
                        new SubjectState(sequence, sequence, 1),
                        (one, other) -> new SubjectState(one.first(), other.last(), one.count() + 1));
            }
        }
        return counted;
    }

    private static long files(Path path, String suffix) throws IOException {
        try (Stream<Path> all = Files.list(path)) {
            return all.filter(f -> f.toString().endsWith(suffix)).count();
        }
    }

    @Test
    void shouldOpenWhatWasLeftBehindAndNeverTwice(Random random) throws IOException {
        // given
        filled(random).close();
        tasks.clear();
        long left = files(directory, ".kept");
        long maps = files(directory, ".cmap");

        // when
        LogMessageStore store = open(directory);
        boolean whole = store.indexing().isWhole();
        keepHouse();

        // then
        assertThat(left).isEqualTo(1);
        assertThat(maps).isPositive();
        assertThat(whole).isFalse();
        assertThat(files(directory, ".kept")).isZero();
        assertThat(files(directory, ".cmap")).isEqualTo(maps);
        assertThat(store.indexing()).isEqualTo(IndexProgress.WHOLE);
        assertThat(known(store)).isEqualTo(counted(store));
        change(store, random, 500);
        assertThat(known(store)).isEqualTo(counted(store));
        store.close();
    }

    @Test
    void shouldReadTheMessagesWhereWhatWasLeftBehindIsDamaged(Random random) throws IOException {
        // given
        filled(random).close();
        tasks.clear();
        damage(".kept", random);
        damage(".cmap", random);

        // when
        LogMessageStore store = open(directory);
        keepHouse();

        // then
        assertThat(known(store)).isEqualTo(counted(store));
        assertThat(store.state().subjects()).isEqualTo(counted(store).size());
        store.close();
    }

    /** One byte in some of the files. */
    private void damage(String suffix, Random random) throws IOException {
        try (Stream<Path> all = Files.list(directory)) {
            for (Path file : all.filter(f -> f.toString().endsWith(suffix)).toList()) {
                if (random.nextBoolean()) {
                    byte[] bytes = Files.readAllBytes(file);
                    bytes[random.nextInt(bytes.length)] ^= 1;
                    Files.write(file, bytes);
                }
            }
        }
    }

    @Test
    void shouldNotBelieveWhatWasLeftBehindBeforeMoreWasWritten(Random random) throws IOException {
        // given
        filled(random).close();
        tasks.clear();
        Path killed = parent.resolve("killed");
        LogMessageStore writing = open(directory);
        change(writing, random, 200);
        writing.flush();
        TestStores.copy(directory, killed);

        // when
        tasks.clear();
        LogMessageStore store = open(killed);
        keepHouse();

        // then
        assertThat(files(killed, ".kept")).isZero();
        assertThat(known(store)).isEqualTo(counted(store));
        store.close();
        writing.close();
    }

    @Test
    void shouldAnswerWhileSubjectsAreNotKnownYet(Random random) throws IOException {
        // given
        Path killed = parent.resolve("killed");
        filled(random);
        TestStores.copy(directory, killed);
        tasks.clear();

        // when
        LogMessageStore store = open(killed);
        change(store, random, 300);

        // then
        assertThat(store.indexing().isWhole()).isFalse();
        assertThat(store.indexing().total()).isPositive();
        Map<String, SubjectState> counted = counted(store);
        counted.forEach((subject, state) ->
                assertThat(store.subject(subject.getBytes(UTF_8))).as(subject).isEqualTo(state));
        assertThat(store.subject("none".getBytes(UTF_8))).isNull();
        keepHouse();
        assertThat(known(store)).isEqualTo(counted);
        store.close();
    }

    @Test
    void shouldSubtractWhatWentBeforeWhatWasLeftBehindIsRead(Random random) throws IOException {
        // given
        filled(random).close();
        tasks.clear();

        // when
        LogMessageStore store = open(directory);
        change(store, random, 300);
        keepHouse();

        // then
        assertThat(known(store)).isEqualTo(counted(store));
        assertThat(store.state().subjects()).isEqualTo(counted(store).size());
        store.close();
    }

    @Test
    void shouldCountWhatComesAndGoesMeanwhile(Random random) throws Exception {
        for (boolean orderly : new boolean[] {true, false}) {
            // given
            Path path = parent.resolve("as-" + orderly);
            LogMessageStore before = filled(random);
            if (orderly) {
                before.close();
            }
            TestStores.copy(directory, path);
            tasks.clear();
            LogMessageStore store = open(path);
            Runnable housekeeping = tasks.remove();
            Random changes = new Random(random.nextLong());
            Thread writer = new Thread(() -> change(store, changes, 3_000));

            // when
            writer.start();
            housekeeping.run();
            writer.join();

            // then
            assertThat(known(store)).isEqualTo(counted(store));
            assertThat(store.state().subjects()).isEqualTo(counted(store).size());
            store.close();
            before.delete();
        }
    }

    @Test
    void shouldKnowThatAllIsGoneWhenItGoesMeanwhile(Random random) throws IOException {
        // given
        filled(random).close();
        tasks.clear();
        LogMessageStore store = open(directory);

        // when
        store.removeBefore(store.state().lastSequence() + 1);
        append(store, random);
        keepHouse();

        // then
        assertThat(known(store)).isEqualTo(counted(store)).hasSize(1);
        store.close();
    }
}
