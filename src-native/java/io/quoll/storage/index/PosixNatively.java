package io.quoll.storage.index;

import com.oracle.svm.core.annotate.Alias;
import com.oracle.svm.core.annotate.Substitute;
import com.oracle.svm.core.annotate.TargetClass;
import net.openhft.posix.internal.PosixAPIHolder;

/**
 * What Chronicle has of the system's library in a native executable: nothing, as on a JVM, where it looks for a library that
 * is not there. A native executable is not built when it is linked with that.
 */
@TargetClass(PosixAPIHolder.class)
final class PosixNatively {

    private PosixNatively() {}

    @Alias
    static native void useNoOpPosixApi();

    @Substitute
    static void loadPosixApi() {
        useNoOpPosixApi();
    }
}
