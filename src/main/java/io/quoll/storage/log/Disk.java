package io.quoll.storage.log;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;

/** All that a store asks of a file system. Any thread. */
public interface Disk {

    /** Opens a file for reading and writing, and makes it if need be. */
    DiskFile open(Path path) throws IOException;

    /** Gives a file another name, in the place of the one that has it, at once or not at all. */
    void move(Path from, Path to) throws IOException;

    void delete(Path path) throws IOException;

    /** Returns when the names in a directory are on the disk. */
    void forceDirectory(Path directory) throws IOException;

    /** An open file. */
    interface DiskFile extends RecordBytes, RecordTarget, Closeable {

        /** When it fails, some of it may have been written. */
        @Override
        void write(ByteBuffer from, long position) throws IOException;

        /** Returns when the content is on the disk. */
        void force() throws IOException;

        void truncate(long size) throws IOException;

        long size() throws IOException;

        /** How much more the disk has room for; 0 where that is not known. */
        default long usableSpace() {
            return 0;
        }
    }
}
