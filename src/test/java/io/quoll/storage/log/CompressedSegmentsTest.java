package io.quoll.storage.log;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.quoll.message.Message;
import io.quoll.message.Publication;
import io.quoll.storage.MessageReader;
import io.quoll.storage.MessageStore;
import io.quoll.storage.MessageStoreContract;
import io.quoll.storage.StoreTorture;
import io.quoll.storage.SubjectFilter;
import io.quoll.storage.log.Disk.DiskFile;
import io.quoll.subject.SubjectPattern;
import io.quoll.testkit.SeededRandom;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** A store whose full segments are compressed does all that others do. */
@ExtendWith(SeededRandom.class)
@SuppressWarnings("NullAway.Init") // by JUnit
class CompressedSegmentsTest extends MessageStoreContract {

    private static final String TEXT = "{\"device\":\"a-thermometer\",\"unit\":\"celsius\",\"value\":21.5}";

    @TempDir
    private Path directory;

    private int crashes;

    private static MessageStore open(Path path) {
        MessageStore store = TestStores.open(path);
        store.compress(true);
        return store;
    }

    private Path path() {
        return directory.resolve(String.valueOf(crashes));
    }

    @Override
    protected MessageStore newStore() {
        return open(path());
    }

    @Override
    protected MessageStore reopened(MessageStore before) {
        before.close();
        return open(path());
    }

    private MessageStore crashed(MessageStore before) {
        before.flush();
        Path copy = directory.resolve(String.valueOf(crashes + 1));
        TestStores.copy(path(), copy);
        crashes++;
        MessageStore after = TestStores.open(copy);
        // Now and then some of the segments are compressed and others are not.
        after.compress(crashes % 3 != 0);
        before.delete();
        return after;
    }

    private void fill(MessageStore to, int count) {
        for (int i = 0; i < count; i++) {
            to.append(
                    Publication.of(Message.of("sensor." + i % 10, (i + TEXT).getBytes(UTF_8))), 1, MessageStore.NEVER);
        }
        to.force();
    }

    private static List<Long> sequences(MessageStore of) {
        List<Long> sequences = new ArrayList<>();
        try (MessageReader reader = of.reader()) {
            for (long at = 0; reader.next(at, SubjectFilter.ALL); at = reader.sequence() + 1) {
                long sequence = reader.sequence();
                assertThat(reader.message().toMessage().payload()).isEqualTo((sequence - 1 + TEXT).getBytes(UTF_8));
                sequences.add(sequence);
            }
        }
        return sequences;
    }

    private List<Path> segments() throws IOException {
        try (Stream<Path> files = Files.list(path())) {
            return files.filter(f -> f.toString().endsWith(".dat")).sorted().toList();
        }
    }

    private long bytesOnDisk() throws IOException {
        long bytes = 0;
        for (Path segment : segments()) {
            bytes += Files.size(segment);
        }
        return bytes;
    }

    @Test
    void shouldAgreeWithTheModelWhateverIsDoneAndHoweverItEnds(Random random) {
        // given
        StoreTorture torture =
                new StoreTorture(random, store, before -> random.nextBoolean() ? reopened(before) : crashed(before));

        // when
        store = torture.run(StoreTorture.STEPS);

        // then: it has compared all the way
    }

    @Test
    void shouldTakeLessRoom() throws IOException {
        // given
        int count = 30_000;
        LogEnvironment large = new LogEnvironment(
                new FaultyDisk(), new StagingPool(), new PageCache(), Runnable::run, 1 << 20, 8 << 20, 100);
        store.delete();
        crashes++;
        store = LogMessageStore.open(path(), large);
        store.compress(true);

        // when
        fill(store, count);
        store.close();
        store = LogMessageStore.open(path(), large);

        // then
        assertThat(bytesOnDisk()).isLessThan(store.state().bytes() / 2);
        assertThat(sequences(store)).hasSize(count);
    }

    @Test
    void shouldCompressWhatWasThereAndReadBothWhenItChangesItsMind() {
        // given
        store.compress(false);
        fill(store, 3_000);
        store.compress(true);
        store = crashed(store);
        store.compress(false);

        // when
        store = reopened(store);

        // then
        assertThat(sequences(store)).hasSize(3_000);
    }

    @Test
    void shouldLoseNoMoreThanABlockToAChangedByte(Random random) throws IOException {
        for (int i = 0; i < 10; i++) {
            // given
            fill(store, 3_000);
            store.close();
            Path segment = segments().get(random.nextInt(segments().size() - 1));
            byte[] bytes = Files.readAllBytes(segment);
            bytes[64 + random.nextInt(bytes.length - 64)] ^= (byte) (1 << random.nextInt(8));
            Files.write(segment, bytes);

            // when
            store = open(path());

            // then
            int most = CompressedRecords.BLOCK / TEXT.length();
            assertThat(sequences(store).size() + store.state().lostMessages()).isEqualTo(3_000);
            assertThat(store.state().lostMessages()).isLessThan(most);
            store.delete();
            crashes++;
            store = newStore();
        }
    }

    @Test
    void shouldMakeADamagedIndexAnew() throws IOException {
        // given
        fill(store, 3_000);
        store.close();
        int damaged = 0;
        for (Path path : segments()) {
            try (DiskFile file = new NioDisk().open(path)) {
                SegmentFooter footer = SegmentFooter.read(file, file.size());
                if (footer != null && footer.packed()) {
                    file.write(ByteBuffer.allocate(10), footer.sectionsAt() - 10);
                    damaged++;
                }
            }
        }

        // when
        store = open(path());

        // then
        assertThat(damaged).isGreaterThan(3);
        assertThat(sequences(store)).hasSize(3_000);
        try (MessageReader reader = store.reader()) {
            for (int i = 1; i <= 3_000; i += 7) {
                assertThat(reader.last(3_000, SubjectFilter.of(SubjectPattern.of("sensor." + i % 10))))
                        .isTrue();
                assertThat(reader.read(i)).isTrue();
            }
        }
        assertThat(store.state().lostMessages()).isZero();
    }

    @Test
    void shouldLeaveLittleUncompressed() {
        // given
        LogEnvironment production = LogEnvironment.of(new NioDisk(), Runnable::run);

        // when
        long[] sizes = LongStream.of(0, 100 << 20, 1L << 30, 100L << 30)
                .map(bytes -> production.segmentSize(bytes, true))
                .toArray();

        // then
        assertThat(sizes).containsExactly(8 << 20, 8 << 20, 32 << 20, 512 << 20);
    }

    @Test
    void shouldEraseFromSegmentsOfEarlierVersions(Random random) throws IOException {
        // given
        store.append(
                Publication.of(Message.of("secret", "the-word-that-nobody-may-read".getBytes(UTF_8))),
                1,
                MessageStore.NEVER);
        fill(store, 3_000);
        store.close();
        assertThat(new EarlierFooters(random).giveToAll(path())).isGreaterThan(3);
        store = open(path());

        // when
        store.remove(1, true);
        store.force();

        // then
        for (Path segment : segments()) {
            assertThat(new String(Files.readAllBytes(segment), UTF_8)).doesNotContain("nobody");
        }
        try (MessageReader reader = store.reader()) {
            assertThat(reader.read(1)).isFalse();
            assertThat(reader.read(2)).isTrue();
            assertThat(reader.read(3_001)).isTrue();
        }
    }

    @Test
    void shouldLeaveNoByteOfWhatIsErased() throws IOException {
        // given
        store.append(
                Publication.of(Message.of("secret", "the-word-that-nobody-may-read".getBytes(UTF_8))),
                1,
                MessageStore.NEVER);
        fill(store, 3_000);

        // when
        store.remove(1, true);
        store.force();

        // then
        for (Path segment : segments()) {
            assertThat(new String(Files.readAllBytes(segment), UTF_8)).doesNotContain("nobody");
        }
    }
}
