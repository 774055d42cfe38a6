package io.quoll.storage.segment;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** All subjects on the heap, by the upper bits of their hash in parts that grow on their own. About 80 bytes a subject. */
public final class SubjectTable implements SubjectIndex {

    /** The bits of a hash by which subjects can be put in order. The others number the slots of a part, so many at most. */
    static final long ORDERED = -1L << 24;

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

    /** Enters a subject as it is; that it is not there is for the caller to know. */
    public void put(SubjectKey subject, SubjectEntry entry) {
        int part = part(subject);
        SubjectShard shard = shards[part];
        if (shard == null) {
            shard = new SubjectShard();
            shards[part] = shard;
        }
        shard.put(subject, entry);
        size++;
    }

    /** Shows some subjects of a part and forgets them; says how many. */
    public int evict(int part, int most, Visitor visitor) {
        SubjectShard shard = shards[part];
        int evicted = shard == null ? 0 : shard.evict(most, visitor);
        size -= evicted;
        return evicted;
    }

    @Override
    public void removed(SubjectKey subject, LiveSet live) {
        SubjectShard shard = shards[part(subject)];
        if (shard != null && shard.removed(subject, live)) {
            size--;
        }
    }

    @Override
    public boolean find(SubjectKey subject, SubjectEntry entry) {
        SubjectShard shard = shards[part(subject)];
        return shard != null && shard.find(subject, entry);
    }

    @Override
    public boolean byHash(long upperHash, SubjectKey key) {
        SubjectShard shard = shards[(int) (upperHash >>> PART_SHIFT)];
        return shard != null && shard.byHash(upperHash, key);
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

    /** Is shown subjects in an order that is the same in every table of this process. */
    @FunctionalInterface
    public interface OrderedVisitor {
        /**
         * @param order rises, seen as unsigned; the same for a subject wherever it is, and nearly always for no other
         */
        void visit(long order, byte[] subject, SubjectEntry entry);
    }

    /** Visits all in that order; as long as a part has no more than some million slots. */
    public void forEachInOrder(OrderedVisitor visitor) {
        for (SubjectShard shard : shards) {
            if (shard != null) {
                shard.forEachInOrder(visitor);
            }
        }
    }

    @Override
    public void clear() {
        Arrays.fill(shards, null);
        size = 0;
    }

    /** The part in which a subject is, if it is there. */
    public static int part(SubjectKey subject) {
        return (int) (subject.hash() >>> PART_SHIFT);
    }
}
