package io.quoll.storage.log;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.quoll.message.Message;
import io.quoll.message.Publication;
import io.quoll.storage.MessageStore;
import io.quoll.storage.MessageStoreContract;
import io.quoll.storage.StoreTorture;
import io.quoll.storage.SubjectState;
import io.quoll.testkit.SeededRandom;
import java.nio.file.Path;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

@ExtendWith(SeededRandom.class)
@SuppressWarnings("NullAway.Init") // by JUnit
class LogMessageStoreTest extends MessageStoreContract {

    @TempDir
    private Path directory;

    private int crashes;

    @Override
    protected MessageStore newStore() {
        return TestStores.open(directory.resolve("0"));
    }

    @Override
    protected MessageStore reopened(MessageStore before) {
        before.close();
        return TestStores.open(directory.resolve(String.valueOf(crashes)));
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
    void shouldNotReadWhatItRemoves() {
        // given
        FaultyDisk disk = new FaultyDisk();
        MessageStore unread = TestStores.open(directory.resolve("unread"), disk);
        for (int i = 0; i < 60; i++) {
            unread.append(Publication.of(Message.of("subject." + i % 7, new byte[100])), 1, MessageStore.NEVER);
        }
        unread.flush();
        int reads = disk.reads();

        // when
        long removed = unread.removeAll(LongStream.range(2, 40).toArray(), 38);
        boolean another = unread.remove(50, false);

        // then
        assertThat(removed).isEqualTo(38);
        assertThat(another).isTrue();
        assertThat(disk.reads()).isEqualTo(reads);
        assertThat(unread.subject("subject.0".getBytes(UTF_8))).isEqualTo(new SubjectState(1, 57, 3));
        assertThat(unread.subject("subject.1".getBytes(UTF_8))).isEqualTo(new SubjectState(44, 58, 3));
        unread.close();
    }

    /** As after the process was killed. */
    private MessageStore crashed(MessageStore before) {
        before.flush();
        Path copy = directory.resolve(String.valueOf(crashes + 1));
        TestStores.copy(directory.resolve(String.valueOf(crashes)), copy);
        crashes++;
        MessageStore after = TestStores.open(copy);
        before.delete();
        return after;
    }
}
