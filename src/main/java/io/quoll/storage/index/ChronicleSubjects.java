package io.quoll.storage.index;

import io.quoll.storage.index.KeptSubjects.KeptMap;
import io.quoll.storage.segment.SubjectIndex.SubjectEntry;
import io.quoll.storage.segment.SubjectIndex.Visitor;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import net.openhft.chronicle.map.ChronicleMap;
import org.jspecify.annotations.Nullable;

/**
 * Subjects and what is kept of them in a Chronicle Map: a file that is mapped, and so neither on the heap nor of any worth
 * when it was not closed. It is deleted when it is closed, unless it is to be {@linkplain #keep kept}. One thread at a time.
 */
final class ChronicleSubjects implements AutoCloseable {

    private static final int VALUE_SIZE = 3 * Long.BYTES;
    private static final int SAMPLE_SUBJECT = 32;

    /** A map takes in about twice of what it was made for; it is made anew before that. */
    private static final double FILL = 1.2;

    /** How the files of maps end. */
    static final String SUFFIX = ".cmap";

    private final Path directory;
    private final String name;
    private final ByteBuffer value = ByteBuffer.allocate(VALUE_SIZE);
    private ChronicleMap<byte[], byte[]> map;
    private Path file;
    private long capacity;
    private byte @Nullable [] found = new byte[VALUE_SIZE];

    private ChronicleSubjects(Path directory, String name, long capacity, Path file, ChronicleMap<byte[], byte[]> map) {
        this.directory = directory;
        this.name = name;
        this.capacity = capacity;
        this.file = file;
        this.map = map;
    }

    /** @param capacity about how many there will be; it grows beyond */
    static ChronicleSubjects create(Path directory, String name, long capacity) throws IOException {
        Path file = file(directory, name, capacity);
        Files.deleteIfExists(file);
        return new ChronicleSubjects(directory, name, capacity, file, open(file, capacity));
    }

    /** One that was kept and is as it was; null if it is not. */
    static @Nullable ChronicleSubjects recall(Path directory, String name, KeptMap kept) throws IOException {
        Path file = file(directory, name, kept.capacity());
        if (!Files.exists(file) || !KeptSubjects.describe(file, kept.capacity()).equals(kept)) {
            return null;
        }
        return new ChronicleSubjects(directory, name, kept.capacity(), file, open(file, kept.capacity()));
    }

    /** Which release of Chronicle Map this is; files of another one are not opened. */
    static String release() {
        String version = ChronicleMap.class.getPackage().getImplementationVersion();
        return version == null ? "" : version;
    }

    private static Path file(Path directory, String name, long capacity) {
        return directory.resolve(name + "-" + capacity + SUFFIX);
    }

    private static ChronicleMap<byte[], byte[]> open(Path file, long entries) throws IOException {
        return ChronicleMap.of(byte[].class, byte[].class)
                .name(String.valueOf(file.getFileName()))
                .entries(entries)
                .averageKeySize(SAMPLE_SUBJECT)
                .constantValueSizeBySample(new byte[VALUE_SIZE])
                .maxBloatFactor(2)
                .putReturnsNull(true)
                .removeReturnsNull(true)
                .skipCloseOnExitHook(true)
                .createPersistedTo(file.toFile());
    }

    long size() {
        return map.longSize();
    }

    boolean find(byte[] subject, SubjectEntry entry) {
        byte[] bytes = map.getUsing(subject, found);
        if (bytes == null) {
            return false;
        }
        found = bytes;
        fill(entry, bytes);
        return true;
    }

    void put(byte[] subject, SubjectEntry entry) throws IOException {
        if (map.longSize() >= capacity * FILL) {
            grow();
        }
        value.putLong(0, entry.first()).putLong(8, entry.last()).putLong(16, entry.count());
        map.put(subject, value.array().clone());
    }

    void remove(byte[] subject) {
        map.remove(subject);
    }

    void forEach(Visitor visitor) {
        SubjectEntry entry = new SubjectEntry();
        map.forEach((subject, bytes) -> {
            fill(entry, bytes);
            // The map fills the same array again.
            visitor.visit(subject.clone(), entry);
        });
    }

    private static void fill(SubjectEntry entry, byte[] bytes) {
        ByteBuffer buffer = ByteBuffer.wrap(bytes);
        entry.set(buffer.getLong(0), buffer.getLong(8), buffer.getLong(16));
    }

    /** A map cannot grow in its place. */
    private void grow() throws IOException {
        long more = capacity * 2;
        Path next = file(directory, name, more);
        Files.deleteIfExists(next);
        ChronicleMap<byte[], byte[]> larger = open(next, more);
        map.forEach(larger::put);
        close();
        map = larger;
        file = next;
        capacity = more;
    }

    /** Closes it, leaves its file on the disk and says how that stands. */
    KeptMap keep() throws IOException {
        map.close();
        return KeptSubjects.force(file, capacity);
    }

    @Override
    public void close() {
        map.close();
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            // The next one of its name takes its place.
            file.toFile().deleteOnExit();
        }
    }
}
