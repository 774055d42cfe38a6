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
import io.quoll.storage.SubjectState;
import io.quoll.storage.log.Disk.DiskFile;
import io.quoll.subject.SubjectPattern;
import io.quoll.testkit.SeededRandom;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** A store of which some segments were sealed by earlier versions does all that others do. */
@ExtendWith(SeededRandom.class)
@SuppressWarnings("NullAway.Init") // by JUnit
class EarlierFootersTest extends MessageStoreContract {

    private static final int MESSAGES = 3_000;
    private static final int SUBJECTS = 10;

    @TempDir
    private Path directory;

    private EarlierFooters earlier = new EarlierFooters(new Random(1));

    @Override
    protected MessageStore newStore() {
        return TestStores.open(directory);
    }

    @Override
    protected MessageStore reopened(MessageStore before) {
        before.close();
        earlier.giveToSome(directory);
        return TestStores.open(directory);
    }

    private void fill(boolean compressed) {
        store.compress(compressed);
        for (int i = 1; i <= MESSAGES; i++) {
            store.append(message(i), i, MessageStore.NEVER);
        }
    }

    private static Publication message(int number) {
        return Publication.of(Message.of("sensor." + number % SUBJECTS, ("value " + number).getBytes(UTF_8)));
    }

    private void reopenWithEarlierFooters() {
        store.close();
        assertThat(earlier.giveToAll(directory)).isGreaterThan(3);
        store = TestStores.open(directory);
    }

    private void assertThatAllIsThere() {
        try (MessageReader reader = store.reader()) {
            for (int i = 1; i <= MESSAGES; i++) {
                assertThat(reader.read(i)).as("message %d", i).isTrue();
                assertThat(reader.message().toMessage().payload()).isEqualTo(("value " + i).getBytes(UTF_8));
            }
            SubjectFilter third = SubjectFilter.of(SubjectPattern.of("sensor.3"));
            int found = 0;
            for (long at = 0; reader.next(at, third); at = reader.sequence() + 1) {
                assertThat(reader.sequence() % SUBJECTS).isEqualTo(3);
                found++;
            }
            assertThat(found).isEqualTo(MESSAGES / SUBJECTS);
            assertThat(reader.last(MESSAGES / 2, third)).isTrue();
            assertThat(reader.sequence()).isEqualTo(MESSAGES / 2 - SUBJECTS + 3);
        }
        assertThat(store.state().lostMessages()).isZero();
    }

    @Test
    void shouldAgreeWithTheModelWhateverIsDoneAndHoweverOftenItIsReopened(Random random) {
        // given
        earlier = new EarlierFooters(random);
        StoreTorture torture = new StoreTorture(random, store, before -> {
            before.compress(random.nextBoolean());
            return reopened(before);
        });

        // when
        store = torture.run(StoreTorture.STEPS);

        // then: it has compared all the way
    }

    @Test
    void shouldFindAllMessages() {
        // given
        fill(false);

        // when
        reopenWithEarlierFooters();

        // then
        assertThatAllIsThere();
    }

    @Test
    void shouldFindAllMessagesOfCompressedSegments() {
        // given
        fill(true);

        // when
        reopenWithEarlierFooters();

        // then
        assertThatAllIsThere();
    }

    @Test
    void shouldKeepSubjectsWithinTheirLimit() {
        // given
        fill(false);
        reopenWithEarlierFooters();

        // when
        long removed = store.removeFirstOfMoreThan(MESSAGES / SUBJECTS - 1, message(3));

        // then
        assertThat(removed).isEqualTo(3);
        assertThat(store.subject("sensor.3".getBytes(UTF_8)))
                .isEqualTo(new SubjectState(3 + SUBJECTS, MESSAGES - SUBJECTS + 3, MESSAGES / SUBJECTS - 1));
    }

    @Test
    void shouldMakeADamagedIndexAnew() throws IOException {
        // given
        fill(false);
        store.close();
        earlier.giveToAll(directory);
        for (Path path : SegmentFiles.list(new NioDisk(), directory).values()) {
            try (DiskFile file = new NioDisk().open(path)) {
                SegmentFooter footer = SegmentFooter.read(file, file.size());
                if (footer != null) {
                    file.write(ByteBuffer.allocate(100), footer.slotsAt() + 8);
                    file.write(ByteBuffer.allocate(100), footer.subjectsAt() + 8);
                }
            }
        }

        // when
        store = TestStores.open(directory);

        // then
        assertThatAllIsThere();
    }
}
