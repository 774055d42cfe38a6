package io.quoll.storage;

import java.nio.ByteBuffer;
import java.util.function.Consumer;

/** State that is forgotten at the end of the process, and so never asked for: it is told once and not kept. */
public final class ForgottenState implements StateLog {

    @Override
    public void replay(Consumer<ByteBuffer> snapshot, Consumer<ByteBuffer> change) {}

    @Override
    public void append(ByteBuffer change) {}

    @Override
    public void flush() {}

    @Override
    public void force() {}

    @Override
    public long bytesSinceSnapshot() {
        return 0;
    }

    @Override
    public void snapshot(ByteBuffer state) {}

    @Override
    public void close() {}
}
