package io.quoll.storage.log;

import io.quoll.storage.StorageException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Takes catalogues of a log to the disk, and with each the segments that it no longer names from it: the files of a segment
 * must outlive the last catalogue that counts on them. Asked under the store's lock of those who write, except for
 * {@link #write}, which takes it and is for whoever keeps house.
 */
final class Checkpoint {

    private final Object writing;
    private final Disk disk;
    private final TwinFile file;

    /** No longer among the segments, and in the catalogue until the next one is taken. */
    private final List<LogSegment> buried = new ArrayList<>();

    /** Their files go when the catalogue is written that was taken. */
    private final List<LogSegment> unnamed = new ArrayList<>();

    private boolean wanted;
    private @Nullable Catalogue taken;
    private long covered;

    /** @param writing held by those who write to the store */
    Checkpoint(Disk disk, TwinFile file, Object writing) {
        this.disk = disk;
        this.file = file;
        this.writing = writing;
    }

    /** The one on the disk was read. */
    void found(Catalogue catalogue) {
        covered = catalogue.segment();
    }

    /** Another catalogue should be taken soon. */
    void want() {
        wanted = true;
    }

    boolean isWanted() {
        return wanted;
    }

    /** The segment was taken from the list of segments. */
    void bury(LogSegment segment) {
        buried.add(segment);
    }

    /** Whether files wait for a catalogue to be taken. */
    boolean hasBuried() {
        return !buried.isEmpty();
    }

    /** Segments that begin before have all their removals in the catalogue on the disk. The housekeeper's. */
    long covered() {
        return covered;
    }

    /** The catalogue of this moment is the next to be written. */
    void take(Catalogue catalogue) {
        taken = catalogue;
        unnamed.addAll(buried);
        buried.clear();
        wanted = false;
    }

    /**
     * Writes the catalogue that was taken, if any. When that fails it is the next one again, unless another was taken meanwhile.
     *
     * @param force has all on the disk that the catalogue counts on
     * @param isInUse whether a segment of the store has the file of this one
     */
    void write(Runnable force, Predicate<LogSegment> isInUse) throws IOException {
        Catalogue catalogue;
        List<LogSegment> gone;
        synchronized (writing) {
            catalogue = taken;
            taken = null;
            gone = List.copyOf(unnamed);
        }
        if (catalogue == null) {
            return;
        }
        try {
            force.run();
            file.write(catalogue.encode());
        } catch (IOException | StorageException e) {
            synchronized (writing) {
                if (taken == null) {
                    taken = catalogue;
                }
            }
            throw e;
        }
        covered = catalogue.segment();
        for (LogSegment segment : gone) {
            segment.close();
            if (!isInUse.test(segment)) {
                disk.delete(segment.path());
            }
        }
        synchronized (writing) {
            unnamed.removeAll(gone);
        }
    }

    void closeFiles() {
        unnamed.forEach(LogSegment::close);
        buried.forEach(LogSegment::close);
    }
}
