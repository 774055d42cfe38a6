package io.quoll.storage.index;

import org.graalvm.nativeimage.c.function.CFunction;

/** Blocks of the disk, as the system's library gives them to a file. */
final class FileBlocks {

    private FileBlocks() {}

    /** Answers 0, or the number of the error. */
    @CFunction("posix_fallocate")
    static native int allocate(int file, long offset, long length);
}
