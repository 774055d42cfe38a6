package io.quoll.jetstream.stream;

import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * How many bytes the streams of an account keep, in memory and in files, against what it may keep; knows the whole server's
 * as its parent. Streams tell their changes once a batch. Any thread.
 */
public final class StorageUse {

    private final @Nullable StorageUse parent;
    private volatile long maxMemory;
    private volatile long maxFile;
    private final AtomicLong memory = new AtomicLong();
    private final AtomicLong file = new AtomicLong();

    /**
     * @param maxMemory the most bytes, negative for any number
     */
    public StorageUse(@Nullable StorageUse parent, long maxMemory, long maxFile) {
        this.parent = parent;
        this.maxMemory = maxMemory;
        this.maxFile = maxFile;
    }

    /** Other limits hold from now on; what is kept beyond them stays. */
    public void limit(long newMaxMemory, long newMaxFile) {
        maxMemory = newMaxMemory;
        maxFile = newMaxFile;
    }

    public long bytes(StorageType type) {
        return of(type).get();
    }

    public long max(StorageType type) {
        return type == StorageType.MEMORY ? maxMemory : maxFile;
    }

    /** The most bytes the whole server may keep, negative for any number. */
    public long serverMax(StorageType type) {
        return parent == null ? max(type) : parent.serverMax(type);
    }

    void change(StorageType type, long bytes) {
        of(type).addAndGet(bytes);
        if (parent != null) {
            parent.change(type, bytes);
        }
    }

    /** Whether the account itself may keep so many bytes more. */
    boolean allows(StorageType type, long more) {
        return max(type) < 0 || bytes(type) + more <= max(type);
    }

    /** Whether the whole server may keep so many bytes more. */
    boolean serverAllows(StorageType type, long more) {
        return parent == null ? allows(type, more) : parent.serverAllows(type, more);
    }

    private AtomicLong of(StorageType type) {
        return type == StorageType.MEMORY ? memory : file;
    }
}
