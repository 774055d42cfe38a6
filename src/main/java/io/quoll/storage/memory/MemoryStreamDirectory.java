package io.quoll.storage.memory;

import io.quoll.storage.DraftStream;
import io.quoll.storage.StoreSettings;
import io.quoll.storage.StoredStream;
import io.quoll.storage.StreamDirectory;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** Streams that end with the process, whatever their settings say. Any thread. */
public final class MemoryStreamDirectory implements StreamDirectory {

    private final Map<StreamKey, StoredStream> streams = new ConcurrentHashMap<>();

    private record StreamKey(String account, String name) {}

    @Override
    public List<StoredStream> open() {
        return List.copyOf(streams.values());
    }

    @Override
    public StoredStream create(String account, String name, byte[] configuration, StoreSettings settings) {
        return draft(account, name, configuration, settings).complete();
    }

    @Override
    public DraftStream draft(String account, String name, byte[] configuration, StoreSettings settings) {
        StreamKey key = new StreamKey(account, name);
        check(streams.get(key));
        StoredStream stream = new MemoryStoredStream(account, name, configuration, () -> streams.remove(key));
        return new MemoryDraftStream(stream, complete -> check(streams.putIfAbsent(key, complete)));
    }

    private static void check(@Nullable StoredStream there) {
        if (there != null) {
            throw new IllegalArgumentException("there is a stream " + there.name() + " of account " + there.account());
        }
    }

    /** The heap is not the disk. */
    @Override
    public long usableBytes() {
        return Long.MAX_VALUE;
    }

    @Override
    public void close() {
        streams.values().forEach(StoredStream::close);
    }
}
