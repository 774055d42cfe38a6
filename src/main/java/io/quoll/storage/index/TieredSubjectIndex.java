package io.quoll.storage.index;

import io.quoll.storage.segment.LiveSet;
import io.quoll.storage.segment.SubjectIndex;
import io.quoll.storage.segment.SubjectKey;
import io.quoll.storage.segment.SubjectTable;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Subjects on the heap as long as they are few; beyond that the heap holds those that were touched lately, and the others
 * are in maps outside of it. Changes are made on the heap only, and written to the maps when a subject makes room for
 * another, so that a publish waits for no map to be written, unless they come faster than {@link #makeRoom} is called.
 *
 * <p>A map that fails is given up, and {@link #isWhole} says so: then all is to be gathered anew, on the heap.
 */
public final class TieredSubjectIndex implements SubjectIndex {

    private static final Logger LOG = System.getLogger(TieredSubjectIndex.class.getName());

    /** Enough that one part is visited in little time. */
    private static final int PARTS = 16;

    private static final int FIRST_CAPACITY = 1 << 14;
    private static final int EVICTED_AT_ONCE = 16;

    private final Path directory;
    private final int most;
    private final int firstCapacity;
    private final SubjectTable heap = new SubjectTable();
    private final @Nullable ChronicleSubjects[] maps = new ChronicleSubjects[PARTS];
    private final SubjectEntry entry = new SubjectEntry();
    private long size;
    private int nextEvicted;
    private boolean failed;
    private boolean whole = true;

    /** @param most how many subjects the heap holds before others leave it; it never holds twice as many */
    public TieredSubjectIndex(Path directory, int most) {
        this(directory, most, FIRST_CAPACITY);
    }

    TieredSubjectIndex(Path directory, int most, int firstCapacity) {
        this.directory = directory;
        this.most = most;
        this.firstCapacity = firstCapacity;
    }

    /** Whether it still knows what it was told. */
    public boolean isWhole() {
        return whole;
    }

    /** Whether there are more on the heap than there should be. */
    public boolean isCrowded() {
        return !failed && heap.size() > most;
    }

    /** Lets some subjects leave the heap. */
    public void makeRoom(int count) {
        for (int evicted = 0; evicted < count && isCrowded(); ) {
            int part = nextEvicted++ % heap.parts();
            evicted += Math.max(1, heap.evict(part, EVICTED_AT_ONCE, this::write));
        }
    }

    private void write(byte[] subject, SubjectEntry state) {
        if (failed) {
            return;
        }
        int part = part(SubjectKey.of(subject));
        try {
            ChronicleSubjects map = maps[part];
            if (map == null) {
                JdkAccess.open();
                map = new ChronicleSubjects(directory, "subjects-" + part, firstCapacity);
                maps[part] = map;
            }
            map.put(subject, state);
        } catch (IOException | ReflectiveOperationException | RuntimeException | LinkageError | InternalError e) {
            giveUp(e);
        }
    }

    private void giveUp(Throwable cause) {
        LOG.log(Level.WARNING, "The index of subjects in {0} failed; they are kept on the heap: {1}", directory, cause);
        failed = true;
        whole = false;
        closeMaps();
    }

    private void closeMaps() {
        for (int part = 0; part < PARTS; part++) {
            ChronicleSubjects map = maps[part];
            maps[part] = null;
            if (map != null) {
                try {
                    map.close();
                } catch (RuntimeException | InternalError e) {
                    LOG.log(Level.DEBUG, "Cannot close an index in {0}.", directory, e);
                }
            }
        }
    }

    private static int part(SubjectKey subject) {
        return (int) (subject.hash() >>> 60);
    }

    private boolean findInMap(SubjectKey subject, SubjectEntry into) {
        ChronicleSubjects map = maps[part(subject)];
        if (map == null) {
            return false;
        }
        try {
            return map.find(subject.copy(), into);
        } catch (RuntimeException | InternalError e) {
            giveUp(e);
            return false;
        }
    }

    private void removeFromMap(SubjectKey subject) {
        ChronicleSubjects map = maps[part(subject)];
        if (map != null) {
            try {
                map.remove(subject.copy());
            } catch (RuntimeException | InternalError e) {
                giveUp(e);
            }
        }
    }

    /** Sees to it that a subject that is there is on the heap. */
    private boolean fetch(SubjectKey subject) {
        if (heap.find(subject, entry)) {
            return true;
        }
        if (!findInMap(subject, entry)) {
            return false;
        }
        heap.put(subject, entry);
        return true;
    }

    @Override
    public void added(SubjectKey subject, long sequence) {
        if (!fetch(subject)) {
            size++;
        }
        heap.added(subject, sequence);
        if (heap.size() >= 2L * most) {
            makeRoom(EVICTED_AT_ONCE);
        }
    }

    @Override
    public void removed(SubjectKey subject, LiveSet live) {
        if (!fetch(subject)) {
            return;
        }
        heap.removed(subject, live);
        if (!heap.find(subject, entry)) {
            size--;
            removeFromMap(subject);
        }
    }

    @Override
    public boolean find(SubjectKey subject, SubjectEntry into) {
        return heap.find(subject, into) || findInMap(subject, into);
    }

    @Override
    public void settle(SubjectKey subject, long first, long last) {
        if (fetch(subject)) {
            heap.settle(subject, first, last);
        }
    }

    @Override
    public void forget(SubjectKey subject) {
        if (fetch(subject)) {
            heap.forget(subject);
            removeFromMap(subject);
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
        int perPart = heap.parts() / PARTS;
        for (int shard = part * perPart; shard < (part + 1) * perPart; shard++) {
            heap.forEach(shard, visitor);
        }
        ChronicleSubjects map = maps[part];
        if (map == null) {
            return;
        }
        try {
            SubjectEntry onHeap = new SubjectEntry();
            map.forEach((subject, state) -> {
                if (!heap.find(SubjectKey.of(subject), onHeap)) {
                    visitor.visit(subject, state);
                }
            });
        } catch (RuntimeException | InternalError e) {
            giveUp(e);
        }
    }

    @Override
    public void clear() {
        heap.clear();
        closeMaps();
        size = 0;
        whole = true;
    }

    @Override
    public void close() {
        closeMaps();
    }
}
