package io.quoll.storage.log;

import io.quoll.storage.log.Disk.DiskFile;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * A file that is open only while it is among those {@linkplain OpenFiles used last}. Any thread. What was written stays with
 * the operating system while it is closed, and a force after that covers it.
 */
final class DormantFile implements DiskFile {

    private static final Logger LOG = System.getLogger(DormantFile.class.getName());

    private final OpenFiles files;
    private final Disk disk;
    private Path path;
    private @Nullable DiskFile file;
    private boolean closed;
    private volatile boolean used;

    DormantFile(OpenFiles files, Disk disk, Path path) {
        this.files = files;
        this.disk = disk;
        this.path = path;
    }

    /** What is done with it while it is open. */
    @FunctionalInterface
    private interface Use {
        long with(DiskFile file) throws IOException;
    }

    private long use(Use use) throws IOException {
        boolean opened = false;
        try {
            synchronized (this) {
                DiskFile awake = file;
                if (awake == null) {
                    if (closed) {
                        throw new ClosedChannelException();
                    }
                    awake = disk.open(path);
                    file = awake;
                    opened = true;
                }
                used = true;
                return use.with(awake);
            }
        } finally {
            // Not under the own lock, as another file's is taken.
            DormantFile other = opened ? files.opened(this) : null;
            if (other != null) {
                other.sleep();
            }
        }
    }

    /** Whether it was used since this was asked last. */
    boolean takeUsed() {
        boolean was = used;
        used = false;
        return was;
    }

    private synchronized void sleep() {
        DiskFile awake = file;
        file = null;
        if (awake != null) {
            try {
                awake.close();
            } catch (IOException e) {
                LOG.log(Level.DEBUG, "Cannot close {0}.", path, e);
            }
        }
    }

    /** The file has another name now. */
    synchronized void moved(Path newPath) {
        path = newPath;
    }

    @Override
    public int read(ByteBuffer into, long position) throws IOException {
        return (int) use(f -> f.read(into, position));
    }

    @Override
    public void write(ByteBuffer from, long position) throws IOException {
        use(f -> {
            f.write(from, position);
            return 0;
        });
    }

    @Override
    public void force() throws IOException {
        use(f -> {
            f.force();
            return 0;
        });
    }

    @Override
    public void truncate(long size) throws IOException {
        use(f -> {
            f.truncate(size);
            return 0;
        });
    }

    @Override
    public long size() throws IOException {
        return use(DiskFile::size);
    }

    @Override
    public void close() {
        synchronized (this) {
            closed = true;
        }
        files.closed(this);
        sleep();
    }
}
