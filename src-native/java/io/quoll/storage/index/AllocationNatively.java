package io.quoll.storage.index;

import com.oracle.svm.core.annotate.Alias;
import com.oracle.svm.core.annotate.Substitute;
import com.oracle.svm.core.annotate.TargetClass;
import java.io.FileDescriptor;
import java.io.IOException;
import net.openhft.chronicle.hash.impl.util.jna.PosixFallocate;

/**
 * Gives the file of a map its blocks when it is made, in a native executable. A disk that is full is then told, and the map
 * given up; to write into a mapped page for which there is no block would end the process, while a JVM throws an error.
 */
@TargetClass(PosixFallocate.class)
final class AllocationNatively {

    private AllocationNatively() {}

    @Alias
    private static native int getNativeFileDescriptor(FileDescriptor file) throws IOException;

    @Substitute
    public static void fallocate(FileDescriptor file, long offset, long length) throws IOException {
        int error = FileBlocks.allocate(getNativeFileDescriptor(file), offset, length);
        if (error != 0) {
            throw new IOException("no room for " + length + " bytes (error " + error + ")");
        }
    }
}
