package io.quoll.storage.log;

import io.quoll.storage.log.Disk.DiskFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * Something small that is written anew as a whole, in two files so that damage to one costs nothing. A crash leaves the old
 * content or the new one. Used by one thread at a time.
 *
 * <pre>
 *  | magic | generation | length | CRC32C of all else | content |
 *    8       8            4        4
 * </pre>
 */
final class TwinFile {

    private static final long MAGIC = 0x31_4E_4957_544C_51L; // "QLTWIN1"
    private static final int HEAD_SIZE = 24;
    private static final int CRC_AT = 20;

    private final Disk disk;
    private final Path directory;
    private final Path first;
    private final Path second;
    private final Path draft;
    private long generation;

    TwinFile(Disk disk, Path directory, String name) {
        this.disk = disk;
        this.directory = directory;
        this.first = directory.resolve(name);
        this.second = directory.resolve(name + ".copy");
        this.draft = directory.resolve(name + ".new");
    }

    /** What was written last, or null if there is nothing or nothing whole. */
    byte @Nullable [] read() throws IOException {
        ByteBuffer one = whole(first);
        ByteBuffer other = whole(second);
        ByteBuffer newer = one == null || (other != null && other.getLong(8) > one.getLong(8)) ? other : one;
        if (newer == null) {
            return null;
        }
        generation = newer.getLong(8);
        byte[] content = new byte[newer.capacity() - HEAD_SIZE];
        newer.get(HEAD_SIZE, content);
        return content;
    }

    /** Whether there is one, whole or not. */
    boolean exists() {
        return Files.exists(first) || Files.exists(second);
    }

    /** Is on the disk when the call returns. */
    void write(byte[] content) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate(HEAD_SIZE + content.length).order(ByteOrder.LITTLE_ENDIAN);
        buffer.putLong(MAGIC)
                .putLong(generation + 1)
                .putInt(content.length)
                .putInt(0)
                .put(content);
        buffer.putInt(CRC_AT, checksum(buffer));
        put(first, buffer.flip());
        disk.forceDirectory(directory);
        put(second, buffer.rewind());
        disk.forceDirectory(directory);
        generation++;
    }

    private void put(Path path, ByteBuffer buffer) throws IOException {
        try (DiskFile file = disk.open(draft)) {
            file.truncate(0);
            file.write(buffer, 0);
            file.force();
        }
        disk.move(draft, path);
    }

    void delete() throws IOException {
        disk.delete(first);
        disk.delete(second);
        disk.delete(draft);
    }

    private @Nullable ByteBuffer whole(Path path) throws IOException {
        if (!Files.exists(path)) {
            return null;
        }
        try (DiskFile file = disk.open(path)) {
            long size = file.size();
            if (size < HEAD_SIZE || size > Integer.MAX_VALUE) {
                return null;
            }
            ByteBuffer buffer = ByteBuffer.allocate((int) size).order(ByteOrder.LITTLE_ENDIAN);
            if (file.read(buffer, 0) < size) {
                return null;
            }
            boolean whole = buffer.getLong(0) == MAGIC
                    && buffer.getInt(16) == size - HEAD_SIZE
                    && buffer.getInt(CRC_AT) == checksum(buffer);
            return whole ? buffer : null;
        }
    }

    private static int checksum(ByteBuffer buffer) {
        CRC32C crc = new CRC32C();
        crc.update(buffer.slice(0, CRC_AT));
        crc.update(buffer.slice(HEAD_SIZE, buffer.capacity() - HEAD_SIZE));
        return (int) crc.getValue();
    }
}
