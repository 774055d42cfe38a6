package io.quoll.storage.log;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;

/**
 * The file system of this machine, on which writing or forcing fails when the test says so. Forces are only counted, since no
 * power is cut here and they take most of the time.
 */
final class FaultyDisk implements Disk {

    private final Disk disk = new NioDisk();
    private int writesLeft = Integer.MAX_VALUE;
    private boolean forceFails;
    private boolean spacious;
    private int forces;
    private int reads;

    /** So many writes succeed; after that the disk is full, and of each write a part is done. */
    void fullAfter(int writes) {
        writesLeft = writes;
    }

    boolean isFull() {
        return writesLeft <= 0;
    }

    /** Says that there is plenty of room, whether it is true or not. */
    void seemSpacious() {
        spacious = true;
    }

    void makeRoom() {
        writesLeft = Integer.MAX_VALUE;
    }

    void failForces() {
        forceFails = true;
    }

    int forces() {
        return forces;
    }

    int reads() {
        return reads;
    }

    private void write() throws IOException {
        if (writesLeft <= 0) {
            throw new IOException("No space left on device");
        }
        writesLeft--;
    }

    private void force() throws IOException {
        forces++;
        if (forceFails) {
            throw new IOException("Input/output error");
        }
    }

    @Override
    public DiskFile open(Path path) throws IOException {
        return new FaultyFile(disk.open(path));
    }

    @Override
    public void move(Path from, Path to) throws IOException {
        write();
        disk.move(from, to);
    }

    @Override
    public void delete(Path path) throws IOException {
        disk.delete(path);
    }

    @Override
    public void forceDirectory(Path directory) throws IOException {
        force();
    }

    private final class FaultyFile implements DiskFile {
        private final DiskFile file;

        FaultyFile(DiskFile file) {
            this.file = file;
        }

        @Override
        public int read(ByteBuffer into, long position) throws IOException {
            reads++;
            return file.read(into, position);
        }

        @Override
        public void write(ByteBuffer from, long position) throws IOException {
            try {
                FaultyDisk.this.write();
            } catch (IOException e) {
                file.write(from.duplicate().limit(from.position() + from.remaining() / 2), position);
                throw e;
            }
            file.write(from, position);
        }

        @Override
        public void force() throws IOException {
            FaultyDisk.this.force();
        }

        @Override
        public void truncate(long size) throws IOException {
            file.truncate(size);
        }

        @Override
        public long size() throws IOException {
            return file.size();
        }

        @Override
        public long usableSpace() {
            return spacious ? Long.MAX_VALUE : 0;
        }

        @Override
        public void close() throws IOException {
            file.close();
        }
    }
}
