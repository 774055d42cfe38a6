package io.quoll.storage.log;

import io.quoll.storage.StorageException;
import io.quoll.storage.log.Disk.DiskFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The end of a stream's log: the segment that is appended to, its file, and the files before it that are not known to be on the
 * disk yet. After a failure that is fatal it takes nothing more. Changed by whoever writes; flushed, forced and asked by any
 * thread.
 */
final class LogTail {

    private final Path directory;
    private final LogEnvironment environment;
    private final Object directoryForcing = new Object();

    /** Of segments that came before the last one and were not forced since. Guarded by itself. */
    private final List<RecordWriter> finished = new ArrayList<>();

    private volatile @Nullable LogSegment segment;
    private volatile @Nullable RecordWriter writer;
    private volatile @Nullable StorageException failure;
    private volatile boolean directoryUnforced;

    LogTail(Path directory, LogEnvironment environment) {
        this.directory = directory;
        this.environment = environment;
    }

    boolean is(LogSegment other) {
        return segment == other;
    }

    LogSegment segment() {
        return present(segment);
    }

    RecordWriter writer() {
        return present(writer);
    }

    private <T> T present(@Nullable T part) {
        check();
        if (part == null) {
            throw new IllegalStateException("the store is closed");
        }
        return part;
    }

    private void check() {
        StorageException failed = failure;
        if (failed != null) {
            throw new StorageException("no more writes: " + failed.getMessage(), failed, true);
        }
    }

    boolean hasFailed() {
        return failure != null;
    }

    /** What is about to be deleted may be written to all the same. */
    void forgetFailure() {
        failure = null;
    }

    /** Begins a segment in a new file. When it cannot, nothing has changed. */
    LogSegment begin(long first) {
        Path path = SegmentFiles.path(directory, first);
        try {
            DiskFile file = SegmentFiles.create(environment.disk(), path, first);
            LogSegment next = new LogSegment(path, file, environment.cache(), first);
            directoryUnforced = true;
            RecordWriter before = writer;
            open(next, LogSegment.HEAD_SIZE, before != null && before.isUnfilled());
            return next;
        } catch (IOException e) {
            throw DiskFailure.writing(path, e);
        }
    }

    /** Goes on in a segment behind the last of its records. */
    void resume(LogSegment last, long recordsEnd) throws IOException {
        last.file().truncate(recordsEnd);
        open(last, recordsEnd, false);
    }

    private void open(LogSegment next, long end, boolean unfilled) {
        DiskFile file = next.file();
        RecordWriter appending =
                new RecordWriter(next.path(), file, environment.pool(), end, Headroom.of(file, end, unfilled));
        next.open(appending);
        segment = next;
        writer = appending;
    }

    /** As {@link #begin}; all of the segment before is handed to the operating system, and nothing more comes to it. */
    LogSegment roll(long first) {
        LogSegment full = segment();
        RecordWriter old = writer();
        old.flush();
        synchronized (finished) {
            // Before the next one begins: whoever forces meanwhile must not miss it.
            if (!finished.contains(old)) {
                finished.add(old);
            }
        }
        LogSegment next = begin(first);
        full.finish(old.position());
        return next;
    }

    /** Hands everything to the operating system. */
    void flush() {
        RecordWriter current = writer;
        if (current != null) {
            check();
            remembering(current::flush);
        }
    }

    /** Returns when everything is on the disk. */
    void force() {
        check();
        remembering(() -> {
            List<RecordWriter> old;
            RecordWriter current;
            synchronized (finished) {
                old = List.copyOf(finished);
                current = writer;
            }
            old.forEach(RecordWriter::force);
            forceDirectory();
            if (current != null) {
                current.force();
            }
            synchronized (finished) {
                finished.removeAll(old);
            }
        });
    }

    /** A file that is on the disk under no name would be lost. */
    private void forceDirectory() {
        synchronized (directoryForcing) {
            if (!directoryUnforced) {
                return;
            }
            directoryUnforced = false;
            try {
                environment.disk().forceDirectory(directory);
            } catch (IOException e) {
                directoryUnforced = true;
                throw DiskFailure.forcing(directory, e);
            }
        }
    }

    private void remembering(Runnable write) {
        try {
            write.run();
        } catch (StorageException e) {
            if (e.isFatal()) {
                failure = e;
            }
            throw e;
        }
    }

    /** Gives up what is staged. */
    void release() {
        RecordWriter last = writer;
        if (last != null) {
            last.release();
        }
    }
}
