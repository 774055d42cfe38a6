package io.quoll.storage.segment;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** All subjects on the heap, by the upper bits of their hash in parts that grow on their own. About 80 bytes a subject. */
public final class SubjectTable implements SubjectIndex {

    private static final int PARTS = 64;
    private static final int PART_SHIFT = 58;

    private final @Nullable SubjectShard[] shards = new SubjectShard[PARTS];
    private long size;

    @Override
    public void added(SubjectKey subject, long sequence) {
        int part = part(subject);
        SubjectShard shard = shards[part];
        if (shard == null) {
            shard = new SubjectShard();
            shards[part] = shard;
        }
        if (shard.added(subject, sequence)) {
            size++;
        }
    }

    /** Counts several at once, while the books are being made. */
    public void added(SubjectKey subject, long first, long last, long count) {
        added(subject, first);
        SubjectShard shard = shards[part(subject)];
        if (shard != null) {
            shard.extend(subject, last, count - 1);
        }
    }

    @Override
    public void removed(SubjectKey subject, long sequence) {
        SubjectShard shard = shards[part(subject)];
        if (shard != null && shard.removed(subject, sequence)) {
            size--;
        }
    }

    @Override
    public boolean find(SubjectKey subject, SubjectEntry entry) {
        SubjectShard shard = shards[part(subject)];
        return shard != null && shard.find(subject, entry);
    }

    @Override
    public void settle(SubjectKey subject, long first, long last) {
        SubjectShard shard = shards[part(subject)];
        if (shard != null) {
            shard.settle(subject, first, last);
        }
    }

    @Override
    public void forget(SubjectKey subject) {
        SubjectShard shard = shards[part(subject)];
        if (shard != null && shard.forget(subject)) {
            size--;
        }
    }

    @Override
    public long size() {
        return size;
    }

    @Override
    public int parts() {
        return PARTS;
    }

    @Override
    public void forEach(int part, Visitor visitor) {
        SubjectShard shard = shards[part];
        if (shard != null) {
            shard.forEach(visitor);
        }
    }

    @Override
    public void clear() {
        Arrays.fill(shards, null);
        size = 0;
    }

    private static int part(SubjectKey subject) {
        return (int) (subject.hash() >>> PART_SHIFT);
    }
}
