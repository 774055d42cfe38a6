package io.quoll.storage.memory;

import io.quoll.storage.MessageStore;
import io.quoll.storage.MessageStoreContract;

class MemoryMessageStoreTest extends MessageStoreContract {

    @Override
    protected MessageStore newStore() {
        return new MemoryMessageStore();
    }
}
