package io.quoll.storage.log;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** Stores with small segments whose house is kept by whoever writes, so that all happens in one thread. */
final class TestStores {

    static final int SEGMENT = 16 << 10;

    private TestStores() {}

    static LogMessageStore open(Path directory) {
        return open(directory, new NioDisk());
    }

    static LogMessageStore open(Path directory, Disk disk) {
        try {
            return LogMessageStore.open(directory, environment(disk));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The files as they are at this moment. */
    static void copy(Path from, Path to) {
        try (Stream<Path> files = Files.list(from)) {
            Files.createDirectories(to);
            for (Path file : files.toList()) {
                Files.copy(file, to.resolve(file.getFileName()));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static LogEnvironment environment(Disk disk) {
        return new LogEnvironment(disk, new StagingPool(), new PageCache(), Runnable::run, SEGMENT, 8 * SEGMENT);
    }
}
