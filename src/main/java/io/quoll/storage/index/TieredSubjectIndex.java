package io.quoll.storage.index;

import io.quoll.storage.index.KeptSubjects.KeptMap;
import io.quoll.storage.segment.LiveSet;
import io.quoll.storage.segment.SubjectIndex;
import io.quoll.storage.segment.SubjectKey;
import io.quoll.storage.segment.SubjectTable;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Subjects on the heap as long as they are few; beyond that the heap holds those that were touched lately, and the others
 * are in maps outside of it. Changes are made on the heap only, and written to the maps when a subject makes room for
 * another, so that a publish waits for no map to be written, unless they come faster than {@link #makeRoom} is called.
 *
 * <p>One that is made aside, as a {@linkplain #successor successor}, may be {@linkplain #adopt adopted} by the one in use.
 * What is closed by {@link #keep} can be {@linkplain #recall recalled}.
 *
 * <p>A map that fails is given up, and {@link #isWhole} says so: then all is to be gathered anew, on the heap.
 */
public final class TieredSubjectIndex implements SubjectIndex {

    private static final Logger LOG = System.getLogger(TieredSubjectIndex.class.getName());

    /** Enough that one part is visited in little time. */
    static final int PARTS = 16;

    private static final int FIRST_CAPACITY = 1 << 14;
    private static final int EVICTED_AT_ONCE = 16;

    private static final String PREFIX = "subjects-";

    private final Path directory;
    private final int most;
    private final int firstCapacity;

    /** The first of this process: what is of earlier ones belongs to nobody who is still there. */
    private final int firstGeneration;

    private SubjectTable heap = new SubjectTable();
    private @Nullable ChronicleSubjects[] maps = new ChronicleSubjects[PARTS];
    private int generation;
    private int lastGeneration;
    private final SubjectEntry entry = new SubjectEntry();
    private long size;
    private int nextEvicted;
    private boolean failed;
    private volatile boolean whole = true;

    /** @param most how many subjects the heap holds before others leave it; it never holds twice as many */
    public TieredSubjectIndex(Path directory, int most) {
        this(directory, most, FIRST_CAPACITY);
    }

    TieredSubjectIndex(Path directory, int most, int firstCapacity) {
        this(directory, most, firstCapacity, 1 + MapFiles.lastGeneration(directory), 0);
    }

    private TieredSubjectIndex(Path directory, int most, int firstCapacity, int firstGeneration, int further) {
        this.directory = directory;
        this.most = most;
        this.firstCapacity = firstCapacity;
        this.firstGeneration = firstGeneration;
        this.generation = firstGeneration + further;
        this.lastGeneration = generation;
    }

    /**
     * An empty index that is made while this one is in use.
     *
     * @param onHeap whether maps have failed
     */
    public TieredSubjectIndex successor(boolean onHeap) {
        TieredSubjectIndex made = new TieredSubjectIndex(
                directory, most, firstCapacity, firstGeneration, ++lastGeneration - firstGeneration);
        made.failed = onHeap || failed;
        return made;
    }

    /** Becomes the other one, which is given up; what this one knew itself comes on top. */
    public void adopt(TieredSubjectIndex made) {
        for (int part = 0; part < PARTS; part++) {
            forEach(part, made::absorb);
        }
        closeMaps();
        heap = made.heap;
        maps = made.maps;
        generation = made.generation;
        size = made.size;
        failed = made.failed;
        whole = made.whole;
        made.heap = new SubjectTable();
        made.maps = new ChronicleSubjects[PARTS];
    }

    private void absorb(byte[] subject, SubjectEntry more) {
        SubjectKey key = SubjectKey.of(subject);
        if (!fetch(key)) {
            heap.put(key, more);
            size++;
            return;
        }
        entry.add(more);
        heap.forget(key);
        heap.put(key, entry);
    }

    /** Counts messages for an empty index, to be {@linkplain Gathering#finish finished}. */
    public Gathering gather() {
        return new Gathering();
    }

    /** The subjects of many messages, on their way into the index. One thread. */
    public final class Gathering implements AutoCloseable {
        private final SubjectRuns runs = new SubjectRuns(directory, failed ? Integer.MAX_VALUE : most);

        private Gathering() {}

        public void added(SubjectKey subject, long sequence) throws IOException {
            runs.added(subject, sequence);
        }

        /** That was all. */
        public void finish() throws IOException {
            if (runs.isOnHeap()) {
                heap = runs.heap();
                size = heap.size();
            } else {
                runs.forEach((order, subject, state) -> {
                    write(subject, state);
                    size++;
                });
            }
        }

        @Override
        public void close() throws IOException {
            runs.close();
        }
    }

    /**
     * Closes the index and leaves it behind.
     *
     * @param mark how the store stands
     */
    public void keep(IndexMark mark) {
        try {
            if (whole && !failed) {
                List<KeptMap> kept = new ArrayList<>();
                boolean anyMap = false;
                for (int part = 0; part < PARTS; part++) {
                    ChronicleSubjects map = maps[part];
                    anyMap |= map != null;
                    kept.add(map == null ? KeptMap.NONE : map.keep());
                }
                new KeptSubjects(directory)
                        .write(
                                mark,
                                new KeptSubjects.Content(
                                        generation, anyMap ? ChronicleSubjects.release() : "", size, kept),
                                heap);
                Arrays.fill(maps, null);
            }
        } catch (IOException | RuntimeException | InternalError e) {
            LOG.log(Level.WARNING, "The index of subjects in {0} could not be kept: {1}", directory, e.toString());
        }
        closeMaps();
    }

    /**
     * Becomes what was left behind under that mark, which is there no more then.
     *
     * @return false if there is nothing like that, or it is damaged; then there is nothing of it left
     */
    public boolean recall(IndexMark mark) {
        KeptSubjects file = new KeptSubjects(directory);
        boolean recalled = false;
        try {
            KeptSubjects.Content content = file.read(mark, (subject, state) -> heap.put(SubjectKey.of(subject), state));
            file.forget();
            recalled = content != null && recallMaps(content);
        } catch (IOException | ReflectiveOperationException | RuntimeException | LinkageError | InternalError e) {
            LOG.log(Level.WARNING, "The index of subjects in {0} is of no use: {1}", directory, e.toString());
        }
        if (!recalled) {
            clear();
            discardFiles();
        }
        return recalled;
    }

    private boolean recallMaps(KeptSubjects.Content content) throws IOException, ReflectiveOperationException {
        generation = content.generation();
        size = content.subjects();
        for (int part = 0; part < PARTS; part++) {
            KeptMap kept = content.maps().get(part);
            if (kept.capacity() > 0) {
                if (failed || !content.release().equals(ChronicleSubjects.release())) {
                    return false;
                }
                JdkAccess.open();
                ChronicleSubjects map = ChronicleSubjects.recall(directory, mapName(part), kept);
                if (map == null) {
                    LOG.log(Level.WARNING, "The index of subjects in {0} is damaged and made anew.", directory);
                    return false;
                }
                maps[part] = map;
            }
        }
        return true;
    }

    private String mapName(int part) {
        return PREFIX + generation + "-" + part;
    }

    /** Deletes what earlier processes have left. */
    public void discardFiles() {
        try {
            new KeptSubjects(directory).forget();
            MapFiles.deleteBefore(directory, firstGeneration);
        } catch (IOException e) {
            LOG.log(Level.WARNING, "Old indexes in {0} cannot be deleted: {1}", directory, e.toString());
        }
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
                map = ChronicleSubjects.create(directory, mapName(part), firstCapacity);
                maps[part] = map;
            }
            map.put(subject, state);
        } catch (IOException | ReflectiveOperationException | RuntimeException | LinkageError | InternalError e) {
            giveUp(e);
        }
    }

    private void giveUp(Throwable cause) {
        LOG.log(Level.WARNING, "The index of subjects in {0} failed; they are kept on the heap: {1}", directory, cause);
        giveUp();
    }

    /** It has to do without files. */
    public void giveUp() {
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

    /** Where some are in maps, the one that is on the heap may not be the only one. */
    @Override
    public boolean byHash(long upperHash, SubjectKey key) {
        return heap.size() == size && heap.byHash(upperHash, key);
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
