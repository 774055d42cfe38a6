package io.quoll.storage.index;

import com.oracle.svm.core.annotate.Substitute;
import com.oracle.svm.core.annotate.TargetClass;

/** How much memory outside of the heap Chronicle takes a native executable to have, whose JDK keeps no such number. */
@TargetClass(className = "net.openhft.chronicle.core.Jvm$MaxMemoryHolder")
final class MaxMemoryNatively {

    private MaxMemoryNatively() {}

    @Substitute
    static long maxDirectMemory0() {
        return Runtime.getRuntime().maxMemory();
    }
}
