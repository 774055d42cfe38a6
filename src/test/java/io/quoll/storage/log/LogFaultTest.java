package io.quoll.storage.log;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quoll.message.Message;
import io.quoll.message.Publication;
import io.quoll.storage.MessageReader;
import io.quoll.storage.MessageStore;
import io.quoll.storage.StorageException;
import io.quoll.storage.StoreState;
import io.quoll.storage.SubjectFilter;
import io.quoll.testkit.SeededRandom;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** What is left of a store when the disk is full, fails or forgets. */
@ExtendWith(SeededRandom.class)
@SuppressWarnings("NullAway.Init") // by JUnit
class LogFaultTest {

    @TempDir
    private Path root;

    private Path directory;
    private int copies;

    @BeforeEach
    void begin() {
        directory = root.resolve("store");
    }

    private static Publication publication(long number, int size) {
        byte[] payload = new byte[size];
        Arrays.fill(payload, (byte) number);
        byte[] text = ("message " + number + " ").getBytes(UTF_8);
        System.arraycopy(text, 0, payload, 0, Math.min(text.length, size));
        return Publication.of(Message.of("subject." + number % 10, payload));
    }

    private static long append(MessageStore store, long number, int size) {
        return store.append(publication(number, size), number, MessageStore.NEVER);
    }

    private static Map<Long, Message> contents(MessageStore store) {
        Map<Long, Message> contents = new TreeMap<>();
        try (MessageReader reader = store.reader()) {
            for (long at = 0; reader.next(at, SubjectFilter.ALL); at = reader.sequence() + 1) {
                contents.put(reader.sequence(), reader.message().toMessage());
            }
        }
        return contents;
    }

    private Path copy() {
        Path copy = root.resolve("copy" + copies++);
        TestStores.copy(directory, copy);
        return copy;
    }

    private static List<Path> files(Path of) throws IOException {
        try (Stream<Path> files = Files.list(of)) {
            return files.sorted().toList();
        }
    }

    @Test
    void shouldForgetARecordThatWasCutWhereverThatWas() throws IOException {
        // given
        LogMessageStore store = TestStores.open(directory);
        for (int i = 1; i <= 5; i++) {
            append(store, i, 30);
        }
        store.flush();
        Map<Long, Message> whole = contents(store);
        Path segment = files(directory).get(0);
        byte[] bytes = Files.readAllBytes(segment);
        int end = bytes.length;
        while (bytes[end - 1] == 0) {
            end--;
        }
        store.close();

        for (int cut = 1; cut < 80; cut++) {
            for (boolean zeros : new boolean[] {true, false}) {
                // when
                Path target = Files.createDirectories(root.resolve("cut" + cut + zeros));
                byte[] cutBytes = Arrays.copyOf(bytes, end - cut);
                Files.write(
                        target.resolve(segment.getFileName()),
                        zeros ? Arrays.copyOf(cutBytes, bytes.length) : cutBytes);
                LogMessageStore opened = TestStores.open(target);

                // then
                assertThat(opened.state().messages()).as("cut by %d", cut).isEqualTo(4);
                assertThat(opened.state().lostMessages()).isZero();
                assertThat(append(opened, 5, 30)).isEqualTo(5);
                assertThat(contents(opened)).isEqualTo(whole);
                opened.close();
                LogMessageStore again = TestStores.open(target);
                assertThat(contents(again)).isEqualTo(whole);
                again.close();
            }
        }
    }

    @Test
    void shouldLoseNoMoreThanTheMessageWhoseByteChanged(Random random) throws IOException {
        // given
        LogMessageStore store = TestStores.open(directory);
        for (int i = 1; i <= 400; i++) {
            append(store, i, 20 + random.nextInt(300));
        }
        store.flush();
        Map<Long, Message> whole = contents(store);

        for (int round = 0; round < 60; round++) {
            // when
            Path copy = copy();
            List<Path> files = files(copy);
            Path file = files.get(random.nextInt(files.size()));
            byte[] bytes = Files.readAllBytes(file);
            int at = random.nextInt(bytes.length);
            bytes[at] ^= (byte) (1 << random.nextInt(8));
            Files.write(file, bytes);
            LogMessageStore opened = TestStores.open(copy);
            Map<Long, Message> left = contents(opened);
            StoreState state = opened.state();

            // then
            assertThat(whole.entrySet()).as("%s at %d", file, at).containsAll(left.entrySet());
            assertThat(left.size()).as("%s at %d", file, at).isGreaterThanOrEqualTo(399);
            assertThat(state.messages()).isEqualTo(left.size());
            boolean lastOne = state.lastSequence() == 399;
            assertThat(state.lostMessages()).isEqualTo(lastOne ? 0 : 400 - left.size());
            for (int i = 0; i < 10; i++) {
                byte[] subject = ("subject." + i).getBytes(UTF_8);
                long counted = left.values().stream()
                        .filter(m -> m.subject().equals(new String(subject, UTF_8)))
                        .count();
                assertThat(opened.subject(subject)).isNotNull().satisfies(s -> assertThat(s.count())
                        .isEqualTo(counted));
            }
            opened.close();
        }
        store.close();
    }

    @Test
    void shouldOpenWithoutItsCatalogue() throws IOException {
        // given
        LogMessageStore store = TestStores.open(directory);
        for (int i = 1; i <= 600; i++) {
            append(store, i, 100);
        }
        store.remove(10, false);
        store.remove(599, false);
        Map<Long, Message> whole = contents(store);
        store.close();

        // when
        Files.delete(directory.resolve("catalogue"));
        Files.delete(directory.resolve("catalogue.copy"));
        LogMessageStore opened = TestStores.open(directory);

        // then
        assertThat(contents(opened)).isEqualTo(whole);
        assertThat(opened.state().lostMessages()).isZero();
        opened.close();
    }

    @Test
    void shouldReportTheMessagesOfAFileThatIsGone() throws IOException {
        // given
        LogMessageStore store = TestStores.open(directory);
        for (int i = 1; i <= 600; i++) {
            append(store, i, 100);
        }
        Map<Long, Message> whole = contents(store);
        store.close();

        // when
        Files.delete(files(directory).stream()
                .filter(f -> f.toString().endsWith(".dat"))
                .toList()
                .get(1));
        LogMessageStore opened = TestStores.open(directory);
        Map<Long, Message> left = contents(opened);

        // then
        assertThat(whole.entrySet()).containsAll(left.entrySet());
        assertThat(left.size()).isBetween(1, 599);
        assertThat(opened.state().messages()).isEqualTo(left.size());
        assertThat(opened.state().lostMessages()).isEqualTo(600 - left.size());
        opened.close();
    }

    @Test
    void shouldKeepNothingOfAMessageForWhichThereIsNoRoomAndGoOnWhenThereIs() {
        for (int writes = 0; writes < 60; writes += 1 + writes / 8) {
            // given
            FaultyDisk disk = new FaultyDisk();
            Path target = root.resolve("full" + writes);
            LogMessageStore store = TestStores.open(target, disk);
            Map<Long, Message> kept = new TreeMap<>();
            disk.fullAfter(writes);

            // when
            int refused = 0;
            for (int i = 1; i <= 700; i++) {
                if (refused > 0 && i % 50 == 0) {
                    disk.makeRoom();
                }
                try {
                    Publication message = publication(i, 400);
                    kept.put(store.append(message, i, MessageStore.NEVER), message.toMessage());
                } catch (StorageException.OutOfSpace e) {
                    refused++;
                }
                assertThat(store.state().messages()).isEqualTo(kept.size());
            }
            disk.makeRoom();
            store.force();

            // then
            assertThat(contents(store)).isEqualTo(kept);
            Path copy = root.resolve("copy" + writes);
            TestStores.copy(target, copy);
            LogMessageStore opened = TestStores.open(copy);
            assertThat(contents(opened)).as("after %d writes", writes).isEqualTo(kept);
            assertThat(opened.state().lostMessages()).isZero();
            opened.close();
            store.close();
        }
    }

    @Test
    void shouldKeepWhatItHasTakenInWhenADiskThatSeemedSpaciousIsFull() throws IOException {
        // given
        FaultyDisk disk = new FaultyDisk();
        disk.seemSpacious();
        LogMessageStore store = TestStores.open(directory, disk);
        for (int i = 1; i <= 1000; i++) {
            append(store, i, 400);
        }
        store.flush();
        disk.fullAfter(0);

        // when
        int taken = 1000;
        for (int i = 1; i <= 3000; i++) {
            try {
                append(store, taken + 1, 400);
                taken++;
            } catch (StorageException.OutOfSpace e) {
                assertThat(e.isFatal()).isFalse();
            }
        }
        assertThatThrownBy(store::flush).isInstanceOf(StorageException.OutOfSpace.class);
        disk.makeRoom();
        append(store, taken + 1, 400);
        store.force();

        // then
        assertThat(taken).isLessThan(2000);
        Map<Long, Message> kept = contents(store);
        assertThat(kept).hasSize(taken + 1);
        LogMessageStore opened = TestStores.open(copy());
        assertThat(contents(opened)).isEqualTo(kept);
        assertThat(opened.state().lostMessages()).isZero();
        opened.close();
        store.close();
    }

    @Test
    void shouldNotFillAFileThatTakesInMuchAtATime() throws IOException {
        // given
        RecordWriter writer = writer();

        // when
        for (int i = 1; i <= 50; i++) {
            writer.append(publication(i, 300_000), i, i, MessageStore.NEVER);
            writer.force();
        }

        // then
        assertThat(Files.size(root.resolve("file"))).isEqualTo(writer.written());
    }

    @Test
    void shouldFillAFileThatTakesInLittleAtATime() throws IOException {
        // given
        RecordWriter writer = writer();

        for (int i = 1; i <= 1000; i++) {
            // when
            writer.append(publication(i, 1000), i, i, MessageStore.NEVER);
            writer.flush();

            // then
            assertThat(Files.size(root.resolve("file"))).isGreaterThan(writer.written());
        }
    }

    private RecordWriter writer() throws IOException {
        FaultyDisk disk = new FaultyDisk();
        disk.seemSpacious();
        Path path = root.resolve("file");
        Disk.DiskFile file = disk.open(path);
        return new RecordWriter(path, file, new StagingPool(), 0, Headroom.of(file, 0, false));
    }

    @Test
    void shouldRemoveOnAFullDisk() {
        // given
        FaultyDisk disk = new FaultyDisk();
        LogMessageStore store = TestStores.open(directory, disk);
        for (int i = 1; i <= 100; i++) {
            append(store, i, 400);
        }
        store.force();
        disk.fullAfter(0);

        // when
        long removed = store.removeBefore(90);

        // then
        assertThat(removed).isEqualTo(89);
        disk.makeRoom();
        store.close();
        LogMessageStore opened = TestStores.open(directory);
        assertThat(opened.state().firstSequence()).isEqualTo(90);
        opened.close();
    }

    @Test
    void shouldTakeNoMoreWritesAfterAForceThatFailed() {
        // given
        FaultyDisk disk = new FaultyDisk();
        LogMessageStore store = TestStores.open(directory, disk);
        append(store, 1, 10);
        disk.failForces();

        // when / then
        assertThatThrownBy(store::force)
                .isInstanceOf(StorageException.NotDurable.class)
                .satisfies(e -> assertThat(((StorageException) e).isFatal()).isTrue());
        assertThatThrownBy(() -> append(store, 2, 10))
                .isInstanceOf(StorageException.class)
                .satisfies(e -> assertThat(((StorageException) e).isFatal()).isTrue());
        assertThatThrownBy(store::force).isInstanceOf(StorageException.class);
        assertThat(contents(store)).containsOnlyKeys(1L);
        store.close();
    }

    @Test
    void shouldForceOnceForManyAppends() {
        // given
        FaultyDisk disk = new FaultyDisk();
        LogMessageStore store = TestStores.open(directory, disk);
        store.force();
        int before = disk.forces();

        // when
        for (int i = 1; i <= 20; i++) {
            append(store, i, 10);
        }
        store.force();
        store.force();

        // then
        assertThat(disk.forces()).isEqualTo(before + 1);
        store.close();
    }

    @Test
    void shouldNotGrowWithoutBoundWhenKeysAreWrittenAgainAndAgain() throws IOException {
        // given
        LogMessageStore store = TestStores.open(directory);

        // when
        for (int i = 1; i <= 8_000; i++) {
            byte[] subject = ("key." + i * 7919L % 50).getBytes(UTF_8);
            long sequence = store.append(
                    Publication.of(Message.of(new String(subject, UTF_8), new byte[100])), i, MessageStore.NEVER);
            var state = store.subject(subject);
            if (state != null && state.count() > 1) {
                store.remove(state.first(), false);
            }
            assertThat(sequence).isEqualTo(i);
        }

        // then
        assertThat(store.state().messages()).isEqualTo(50);
        long size = 0;
        for (Path file : files(directory)) {
            size += Files.size(file);
        }
        assertThat(size).isLessThan(300_000);
        store.close();
    }
}
