package io.quoll.storage.index;

import com.oracle.svm.core.annotate.Substitute;
import com.oracle.svm.core.annotate.TargetClass;
import net.openhft.chronicle.core.cleaner.CleanerServiceLocator;
import net.openhft.chronicle.core.cleaner.spi.ByteBufferCleanerService;
import net.openhft.chronicle.core.internal.cleaner.Jdk9ByteBufferCleanerService;

/** How Chronicle lets go of memory in a native executable, in which no services are looked for. */
@TargetClass(CleanerServiceLocator.class)
final class CleanerNatively {

    private CleanerNatively() {}

    @Substitute
    public static ByteBufferCleanerService cleanerService() {
        return new Jdk9ByteBufferCleanerService();
    }
}
