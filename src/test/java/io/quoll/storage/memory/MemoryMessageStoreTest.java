package io.quoll.storage.memory;

import io.quoll.storage.MessageStore;
import io.quoll.storage.MessageStoreContract;
import io.quoll.storage.StoreTorture;
import io.quoll.testkit.SeededRandom;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(SeededRandom.class)
class MemoryMessageStoreTest extends MessageStoreContract {

    @Override
    protected MessageStore newStore() {
        return new MemoryMessageStore();
    }

    @Test
    void shouldAgreeWithTheModelWhateverIsDone(Random random) {
        // given
        StoreTorture torture = new StoreTorture(random, store, same -> same);

        // when
        store = torture.run(StoreTorture.STEPS);

        // then: it has compared all the way
    }
}
