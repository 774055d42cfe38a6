package io.quoll.storage.log;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/** The file system of this machine. */
public final class NioDisk implements Disk {

    @Override
    public DiskFile open(Path path) throws IOException {
        return new NioFile(path);
    }

    @Override
    public void move(Path from, Path to) throws IOException {
        Files.move(from, to, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    @Override
    public void delete(Path path) throws IOException {
        Files.deleteIfExists(path);
    }

    @Override
    public void forceDirectory(Path directory) throws IOException {
        try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }

    /** A channel closes itself when a thread that uses it is interrupted; this one is then opened again. */
    private static final class NioFile implements DiskFile {

        private final Path path;
        private volatile FileChannel channel;
        private volatile boolean closed;

        NioFile(Path path) throws IOException {
            this.path = path;
            this.channel = FileChannel.open(
                    path, StandardOpenOption.READ, StandardOpenOption.WRITE, StandardOpenOption.CREATE);
        }

        @Override
        public int read(ByteBuffer into, long position) throws IOException {
            int begin = into.position();
            uninterrupted(c -> {
                while (into.hasRemaining()) {
                    if (c.read(into, position + into.position() - begin) < 0) {
                        break;
                    }
                }
            });
            return into.position() - begin;
        }

        @Override
        public void write(ByteBuffer from, long position) throws IOException {
            int begin = from.position();
            uninterrupted(c -> {
                while (from.hasRemaining()) {
                    c.write(from, position + from.position() - begin);
                }
            });
        }

        @Override
        public void force() throws IOException {
            uninterrupted(c -> c.force(false));
        }

        @Override
        public void truncate(long size) throws IOException {
            uninterrupted(c -> c.truncate(size));
        }

        @Override
        public long size() throws IOException {
            long[] size = new long[1];
            uninterrupted(c -> size[0] = c.size());
            return size[0];
        }

        @Override
        public long usableSpace() {
            return path.toFile().getUsableSpace();
        }

        @Override
        public void close() throws IOException {
            closed = true;
            channel.close();
        }

        private void uninterrupted(ChannelTask task) throws IOException {
            boolean interrupted = false;
            try {
                while (true) {
                    FileChannel used = channel;
                    try {
                        task.run(used);
                        return;
                    } catch (ClosedByInterruptException e) {
                        interrupted |= Thread.interrupted();
                        reopen(used);
                    } catch (java.nio.channels.ClosedChannelException e) {
                        // Another thread was interrupted while it used the same channel.
                        if (closed) {
                            throw e;
                        }
                        reopen(used);
                    }
                }
            } finally {
                if (interrupted) {
                    Thread.currentThread().interrupt();
                }
            }
        }

        private synchronized void reopen(FileChannel broken) throws IOException {
            if (channel == broken && !closed) {
                channel = FileChannel.open(path, StandardOpenOption.READ, StandardOpenOption.WRITE);
            }
        }
    }

    /** What is done with a channel. */
    @FunctionalInterface
    private interface ChannelTask {
        void run(FileChannel channel) throws IOException;
    }
}
