package io.quoll.server;

import com.oracle.svm.core.annotate.Substitute;
import com.oracle.svm.core.annotate.TargetClass;

/** What {@link StartPages} does in a native executable. */
@TargetClass(StartPages.class)
final class StartPagesNatively {

    private StartPagesNatively() {}

    @Substitute
    static void giveBack() {
        ExecutableFile.giveBackPages();
    }
}
