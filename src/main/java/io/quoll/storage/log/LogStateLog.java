package io.quoll.storage.log;

import io.quoll.storage.StateLog;
import io.quoll.storage.segment.RecordFormat;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.function.Consumer;

/**
 * A state in one file: {@link RecordFormat records} whose bodies are the changes. A snapshot begins a new file, which takes the
 * place of the old one; it stands there twice, so that damage to one costs nothing.
 *
 * <pre>
 *  | record of sequence 0: snapshot | the same again | record of sequence 1: change | sequence 2: change | ... | zeros
 * </pre>
 */
final class LogStateLog implements StateLog {

    private static final Logger LOG = System.getLogger(LogStateLog.class.getName());
    private static final byte KIND = RecordFormat.SKIP;

    /** Most states are small and there may be very many. */
    private static final int LEAST_AHEAD = 2 << 10;

    private final Path directory;
    private final Path path;
    private final LogEnvironment environment;
    private final OpenFiles files;
    private DormantFile file;
    private RecordWriter writer;
    private long sequence;
    private long sinceSnapshot;
    private boolean forceName;

    private LogStateLog(
            Path directory,
            Path path,
            LogEnvironment environment,
            OpenFiles files,
            DormantFile file,
            RecordWriter writer) {
        this.directory = directory;
        this.path = path;
        this.environment = environment;
        this.files = files;
        this.file = file;
        this.writer = writer;
        this.forceName = true;
    }

    static LogStateLog open(Path directory, String name, LogEnvironment environment, OpenFiles files) {
        Path path = directory.resolve(name);
        try {
            DormantFile file = files.file(path);
            long[] last = new long[1];
            long[] snapshotEnd = new long[1];
            long end = new SegmentScan(file, file.size()).from(0, (kind, position, record, damaged) -> {
                last[0] = Math.max(last[0], record.sequence());
                if (record.sequence() == 0) {
                    snapshotEnd[0] = position + RecordFormat.padded(record.size());
                }
            });
            file.truncate(end);
            LogStateLog log =
                    new LogStateLog(directory, path, environment, files, file, writer(path, file, environment, end));
            log.sequence = last[0];
            log.sinceSnapshot = end - snapshotEnd[0];
            return log;
        } catch (IOException e) {
            throw DiskFailure.reading(path, e);
        }
    }

    private static RecordWriter writer(Path path, DormantFile file, LogEnvironment environment, long end) {
        return new RecordWriter(path, file, environment.pool(), end, new Headroom(file, end, LEAST_AHEAD, false));
    }

    @Override
    public void replay(Consumer<ByteBuffer> snapshot, Consumer<ByteBuffer> change) {
        boolean[] snapped = new boolean[1];
        try {
            SegmentScan scan = new SegmentScan(file, writer.written());
            scan.from(0, (kind, position, record, damaged) -> {
                ByteBuffer body = record.buffer()
                        .slice(record.at() + RecordFormat.HEADER_SIZE, record.size() - RecordFormat.HEADER_SIZE);
                if (record.sequence() > 0) {
                    change.accept(body);
                } else if (!snapped[0]) {
                    snapped[0] = true;
                    snapshot.accept(body);
                }
            });
            if (scan.damages() > 0) {
                LOG.log(Level.ERROR, "{0} is damaged in {1} places; what is whole is kept.", path, scan.damages());
            }
        } catch (IOException e) {
            throw DiskFailure.reading(path, e);
        }
    }

    @Override
    public void append(ByteBuffer change) {
        sinceSnapshot += RecordFormat.padded(RecordFormat.HEADER_SIZE + change.remaining());
        writer.append(KIND, ++sequence, change);
    }

    @Override
    public void flush() {
        writer.flush();
    }

    @Override
    public void force() {
        writer.force();
        if (forceName) {
            try {
                environment.disk().forceDirectory(directory);
                forceName = false;
            } catch (IOException e) {
                throw DiskFailure.forcing(path, e);
            }
        }
    }

    @Override
    public long bytesSinceSnapshot() {
        return sinceSnapshot;
    }

    @Override
    public void snapshot(ByteBuffer state) {
        Path draft = SegmentFiles.draft(path);
        try {
            DormantFile next = files.file(draft);
            RecordWriter nextWriter = writer(path, next, environment, 0);
            try {
                next.truncate(0);
                nextWriter.append(KIND, 0, state.duplicate().order(ByteOrder.LITTLE_ENDIAN));
                nextWriter.append(KIND, 0, state);
                nextWriter.force();
                environment.disk().move(draft, path);
                next.moved(path);
            } catch (IOException | RuntimeException e) {
                nextWriter.release();
                next.close();
                throw e;
            }
            writer.release();
            file.close();
            file = next;
            writer = nextWriter;
            sequence = 0;
            sinceSnapshot = 0;
            environment.disk().forceDirectory(directory);
        } catch (IOException e) {
            throw DiskFailure.writing(path, e);
        }
    }

    @Override
    public void close() {
        try {
            force();
        } finally {
            writer.release();
            file.close();
        }
    }

    /** Closes without writing what is staged; the file is about to go. */
    void abandon() {
        writer.release();
        file.close();
    }
}
