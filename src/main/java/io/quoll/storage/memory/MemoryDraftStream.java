package io.quoll.storage.memory;

import io.quoll.storage.DraftStream;
import io.quoll.storage.MessageStore;
import io.quoll.storage.StoredStream;
import java.util.function.Consumer;

/** A stream in memory that nobody knows of yet. One thread at a time. */
public final class MemoryDraftStream implements DraftStream {

    private final StoredStream stream;
    private final Consumer<StoredStream> onComplete;

    /** @param onComplete makes it known, or throws if it may not be */
    public MemoryDraftStream(StoredStream stream, Consumer<StoredStream> onComplete) {
        this.stream = stream;
        this.onComplete = onComplete;
    }

    @Override
    public MessageStore messages() {
        return stream.messages();
    }

    @Override
    public StoredStream complete() {
        onComplete.accept(stream);
        return stream;
    }

    @Override
    public void discard() {
        stream.messages().delete();
    }
}
