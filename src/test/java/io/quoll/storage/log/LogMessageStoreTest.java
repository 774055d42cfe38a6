package io.quoll.storage.log;

import io.quoll.storage.MessageStore;
import io.quoll.storage.MessageStoreContract;
import io.quoll.storage.StoreTorture;
import io.quoll.testkit.SeededRandom;
import java.nio.file.Path;
import java.util.Random;
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
