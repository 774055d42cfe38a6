package io.quoll.storage.log;

import io.quoll.storage.log.Disk.DiskFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The names and heads of a store's segment files.
 *
 * <pre>
 *  seg-[first sequence, 20 digits].dat      | magic | first sequence | zeros up to 64 bytes | records ...
 * </pre>
 */
final class SegmentFiles {

    private static final String PREFIX = "seg-";
    private static final String SUFFIX = ".dat";
    private static final String DRAFT = ".new";

    private SegmentFiles() {}

    static Path path(Path directory, long first) {
        return directory.resolve(PREFIX + "%020d".formatted(first) + SUFFIX);
    }

    /** The file that is to take the place of another. */
    static Path draft(Path path) {
        return path.resolveSibling(path.getFileName() + DRAFT);
    }

    /** The segments' files by their first sequence. Drafts are deleted. */
    static SortedMap<Long, Path> list(Disk disk, Path directory) throws IOException {
        SortedMap<Long, Path> files = new TreeMap<>();
        try (Stream<Path> paths = Files.list(directory)) {
            for (Path path : paths.toList()) {
                String name = String.valueOf(path.getFileName());
                if (name.startsWith(PREFIX) && name.endsWith(SUFFIX)) {
                    Long first = first(name);
                    if (first != null) {
                        files.put(first, path);
                    }
                } else if (name.endsWith(DRAFT)) {
                    disk.delete(path);
                }
            }
        }
        return files;
    }

    private static @Nullable Long first(String name) {
        try {
            return Long.valueOf(name.substring(PREFIX.length(), name.length() - SUFFIX.length()));
        } catch (NumberFormatException e) {
            return null;
        }
    }

    /** A new file with a head. */
    static DiskFile create(Disk disk, Path path, long first) throws IOException {
        DiskFile file = disk.open(path);
        try {
            ByteBuffer head = ByteBuffer.allocate(LogSegment.HEAD_SIZE).order(ByteOrder.LITTLE_ENDIAN);
            file.truncate(0);
            file.write(head.putLong(LogSegment.MAGIC).putLong(first).rewind(), 0);
            return file;
        } catch (IOException e) {
            file.close();
            disk.delete(path);
            throw e;
        }
    }
}
