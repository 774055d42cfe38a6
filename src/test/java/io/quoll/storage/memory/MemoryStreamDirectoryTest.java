package io.quoll.storage.memory;

import io.quoll.storage.StreamDirectory;
import io.quoll.storage.StreamDirectoryContract;

class MemoryStreamDirectoryTest extends StreamDirectoryContract {

    @Override
    protected StreamDirectory newDirectory() {
        return new MemoryStreamDirectory();
    }
}
