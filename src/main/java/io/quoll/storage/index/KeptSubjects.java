package io.quoll.storage.index;

import io.quoll.storage.segment.SubjectIndex.SubjectEntry;
import io.quoll.storage.segment.SubjectIndex.Visitor;
import io.quoll.storage.segment.SubjectTable;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.CRC32C;
import java.util.zip.CheckedInputStream;
import java.util.zip.CheckedOutputStream;
import org.jspecify.annotations.Nullable;

/**
 * The file in which an index that was closed in order says so: which maps belong to it, with their checksums, and the subjects
 * that were on the heap. It is there only as long as nobody has opened the maps, and is believed once.
 *
 * <pre>
 *  | magic | mark | generation of the maps | release of Chronicle Map, if there are maps | number of subjects |
 *  | 16 times: capacity of the map, size of its file, CRC32C of it |
 *  | subjects on the heap | length, subject, first, last, count | ... | CRC32C |
 * </pre>
 */
final class KeptSubjects {

    private static final String NAME = "subjects.kept";
    private static final String DRAFT = NAME + ".new";
    private static final long MAGIC = 0x51_4C53_5542_4A31L; // "QLSUBJ1"
    private static final int BUFFER = 64 << 10;

    private final Path directory;

    KeptSubjects(Path directory) {
        this.directory = directory;
    }

    /** What is said of one map; a capacity of 0 says that there is none. */
    record KeptMap(long capacity, long fileSize, long checksum) {
        static final KeptMap NONE = new KeptMap(0, 0, 0);
    }

    /** What was read. */
    record Content(int generation, String release, long subjects, List<KeptMap> maps) {}

    void write(IndexMark mark, Content content, SubjectTable heap) throws IOException {
        Path draft = directory.resolve(DRAFT);
        CRC32C crc = new CRC32C();
        try (FileChannel channel = FileChannel.open(
                        draft,
                        StandardOpenOption.CREATE,
                        StandardOpenOption.TRUNCATE_EXISTING,
                        StandardOpenOption.WRITE);
                DataOutputStream out = new DataOutputStream(new CheckedOutputStream(
                        new BufferedOutputStream(Channels.newOutputStream(channel), BUFFER), crc))) {
            out.writeLong(MAGIC);
            out.writeLong(mark.end());
            out.writeLong(mark.messages());
            out.writeLong(mark.bytes());
            out.writeLong(mark.lastTimeNanos());
            out.writeInt(content.generation());
            out.writeUTF(content.release());
            out.writeLong(content.subjects());
            for (KeptMap map : content.maps()) {
                out.writeLong(map.capacity());
                out.writeLong(map.fileSize());
                out.writeLong(map.checksum());
            }
            out.writeLong(heap.size());
            for (int part = 0; part < heap.parts(); part++) {
                heap.forEach(part, writing(out));
            }
            out.writeLong(crc.getValue());
            out.flush();
            channel.force(true);
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
        Files.move(draft, directory.resolve(NAME), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        forceDirectory();
    }

    private static Visitor writing(DataOutputStream out) {
        return (subject, entry) -> {
            try {
                out.writeShort(subject.length);
                out.write(subject);
                out.writeLong(entry.first());
                out.writeLong(entry.last());
                out.writeLong(entry.count());
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        };
    }

    /** What is there, if it is of that mark and whole; the heap is then filled. */
    @Nullable
    Content read(IndexMark mark, Visitor heap) throws IOException {
        Path file = directory.resolve(NAME);
        if (!Files.exists(file) || !isWhole(file)) {
            return null;
        }
        try (DataInputStream in = new DataInputStream(new BufferedInputStream(Files.newInputStream(file), BUFFER))) {
            if (in.readLong() != MAGIC
                    || !new IndexMark(in.readLong(), in.readLong(), in.readLong(), in.readLong()).equals(mark)) {
                return null;
            }
            int generation = in.readInt();
            String release = in.readUTF();
            long subjects = in.readLong();
            List<KeptMap> maps = new ArrayList<>();
            for (int i = 0; i < TieredSubjectIndex.PARTS; i++) {
                maps.add(new KeptMap(in.readLong(), in.readLong(), in.readLong()));
            }
            SubjectEntry entry = new SubjectEntry();
            for (long left = in.readLong(); left > 0; left--) {
                byte[] subject = new byte[in.readUnsignedShort()];
                in.readFully(subject);
                entry.set(in.readLong(), in.readLong(), in.readLong());
                heap.visit(subject, entry);
            }
            return new Content(generation, release, subjects, maps);
        }
    }

    private static boolean isWhole(Path file) throws IOException {
        long left = Files.size(file) - Long.BYTES;
        CRC32C crc = new CRC32C();
        try (DataInputStream in = new DataInputStream(
                new CheckedInputStream(new BufferedInputStream(Files.newInputStream(file), BUFFER), crc))) {
            byte[] buffer = new byte[BUFFER];
            while (left > 0) {
                int size = (int) Math.min(left, buffer.length);
                in.readFully(buffer, 0, size);
                left -= size;
            }
            return left == 0 && crc.getValue() == in.readLong();
        }
    }

    /** From now on there is nothing to be believed, whatever happens. */
    void forget() throws IOException {
        Files.deleteIfExists(directory.resolve(DRAFT));
        if (Files.deleteIfExists(directory.resolve(NAME))) {
            forceDirectory();
        }
    }

    private void forceDirectory() throws IOException {
        try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }

    /** Forces a file and says how it stands. */
    static KeptMap force(Path file, long capacity) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            channel.force(true);
        }
        return describe(file, capacity);
    }

    static KeptMap describe(Path file, long capacity) throws IOException {
        CRC32C crc = new CRC32C();
        byte[] buffer = new byte[BUFFER << 2];
        long size = 0;
        try (var in = Files.newInputStream(file)) {
            for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                crc.update(buffer, 0, read);
                size += read;
            }
        }
        return new KeptMap(capacity, size, crc.getValue());
    }
}
