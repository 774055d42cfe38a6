package io.quoll.storage.index;

import com.oracle.svm.core.annotate.Substitute;
import com.oracle.svm.core.annotate.TargetClass;
import net.openhft.chronicle.hash.impl.util.BuildVersion;

/** Chronicle Map's version stands in a resource; no file of Maven is looked for in a native executable. */
@TargetClass(BuildVersion.class)
final class BuildVersionNatively {

    private BuildVersionNatively() {}

    @Substitute
    static String getVersionFromPom() {
        return "unknown";
    }
}
