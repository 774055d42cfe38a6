package io.quoll.storage.log;

import java.nio.file.Path;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/**
 * Files of which there may be more than a process may hold open, as of a hundred thousand consumers: {@link DormantFile}s, of
 * which about so many are open as were used last. Any thread.
 */
final class OpenFiles {

    private final Disk disk;
    private final int most;
    /** Those that are open; who was used since it was looked at last goes round once more. */
    private final ArrayDeque<DormantFile> open = new ArrayDeque<>();

    OpenFiles(Disk disk, int most) {
        this.disk = disk;
        this.most = most;
    }

    /** A file that is opened when it is used. */
    DormantFile file(Path path) {
        return new DormantFile(this, disk, path);
    }

    /** The file was opened; says which is to be closed for it. */
    synchronized @Nullable DormantFile opened(DormantFile file) {
        open.addLast(file);
        for (int looked = 0; open.size() > most; looked++) {
            DormantFile eldest = open.removeFirst();
            if (looked == most || !eldest.takeUsed()) {
                return eldest;
            }
            open.addLast(eldest);
        }
        return null;
    }

    /** The file was closed for good. */
    synchronized void closed(DormantFile file) {
        open.remove(file);
    }
}
