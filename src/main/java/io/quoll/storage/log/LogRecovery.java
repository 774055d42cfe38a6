package io.quoll.storage.log;

import io.quoll.storage.log.Disk.DiskFile;
import io.quoll.storage.segment.LiveSet;
import io.quoll.storage.segment.RecordFormat;
import io.quoll.storage.segment.RecordWindow;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * What the files of a store say. Sealed segments are believed by their footers; of the rest, which begins where the catalogue
 * ends, every record is read. Used once, while a store is opened.
 */
final class LogRecovery {

    private static final Logger LOG = System.getLogger(LogRecovery.class.getName());

    private final Path directory;
    private final LogEnvironment environment;
    private final @Nullable Catalogue catalogue;
    private final Map<Long, Catalogue.Entry> entries = new HashMap<>();
    private final List<LogSegment> segments = new ArrayList<>();
    private final Map<LogSegment, Long> ends = new HashMap<>();

    /** Sequences that must have been in what was damaged. */
    private final List<long[]> gaps = new ArrayList<>();

    private LogRecovery(Path directory, LogEnvironment environment, @Nullable Catalogue catalogue) {
        this.directory = directory;
        this.environment = environment;
        this.catalogue = catalogue;
        if (catalogue != null) {
            for (Catalogue.Entry entry : catalogue.entries()) {
                entries.put(entry.first(), entry);
            }
        }
    }

    static LogRecovery of(Path directory, LogEnvironment environment, TwinFile catalogueFile) throws IOException {
        Catalogue catalogue = null;
        byte[] encoded = catalogueFile.read();
        if (encoded != null) {
            catalogue = Catalogue.decode(encoded);
        } else if (catalogueFile.exists()) {
            LOG.log(Level.ERROR, "Both catalogues in {0} are damaged; all of the log is read instead.", directory);
        }
        LogRecovery recovery = new LogRecovery(directory, environment, catalogue);
        recovery.openSegments();
        return recovery;
    }

    @Nullable
    Catalogue catalogue() {
        return catalogue;
    }

    /** In ascending order; indexes of those that are open are empty until they are replayed. */
    List<LogSegment> segments() {
        return segments;
    }

    /** Where the records of an open segment end. */
    long recordsEnd(LogSegment segment) {
        return ends.getOrDefault(segment, (long) LogSegment.HEAD_SIZE);
    }

    private void openSegments() throws IOException {
        SortedMap<Long, Path> files = SegmentFiles.list(environment.disk(), directory);
        long end = 0;
        for (Map.Entry<Long, Path> each : files.entrySet()) {
            long first = each.getKey();
            Path path = each.getValue();
            boolean beforeCatalogue = catalogue != null && first < catalogue.segment();
            if (beforeCatalogue && (!entries.containsKey(first) || first < end)) {
                // It was without messages, or copied together with the one before.
                environment.disk().delete(path);
                continue;
            }
            DiskFile file = environment.disk().open(path);
            long size = file.size();
            SegmentFooter footer = SegmentFooter.read(file, size);
            LogSegment segment;
            if (footer != null && footer.first() == first) {
                segment = new LogSegment(path, file, environment.cache(), footer);
                end = footer.end();
            } else {
                segment = new LogSegment(path, file, environment.cache(), first);
                segment.written(size);
                if (beforeCatalogue) {
                    LOG.log(
                            Level.WARNING,
                            "{0} has no footer that is whole; its records are read.",
                            path.getFileName());
                }
            }
            segments.add(segment);
        }
    }

    /** Enters what the catalogue says of a segment. */
    void countKnown(LogSegment segment, LiveSet live) {
        Catalogue.Entry entry = entries.get(segment.first());
        if (entry == null) {
            return;
        }
        if (segment.isSealed() && segment.end() != entry.end() && segment.first() < position()) {
            // Copied together with its neighbours after the catalogue was written.
            segment.count((int) live.count(segment.first(), segment.end()), segment.used());
        } else {
            segment.count(entry.messages(), entry.liveBytes());
        }
    }

    private long position() {
        return catalogue == null ? 0 : catalogue.segment();
    }

    /** Is told what the log says behind the catalogue. */
    interface Change {
        void message(LogSegment segment, RecordWindow record);

        /** A message that the catalogue knows. */
        void known(RecordWindow record);

        /** What is left of a message whose bytes were overwritten: its sequence and its time. */
        void erased(RecordWindow record);

        void removal(long[] sequences);

        void floor(long sequence);

        void skip(long sequence);
    }

    /** Reads a segment, as far as that is necessary. */
    void replay(LogSegment segment, Change change) throws IOException {
        boolean known = catalogue != null && segment.first() < catalogue.segment();
        if (known && segment.isSealed()) {
            return;
        }
        SegmentFooter footer = segment.footer();
        long limit = footer != null ? footer.recordsEnd() : segment.file().size();
        long knownTo = known
                ? Long.MAX_VALUE
                : catalogue != null && segment.first() == catalogue.segment() ? catalogue.position() : 0;
        long[] next = {segment.first()};
        SegmentScan scan = new SegmentScan(segment.records(), limit);
        long end = scan.from(LogSegment.HEAD_SIZE, (kind, position, record, damaged) -> {
            long sequence = record.sequence();
            boolean isMessage = kind == RecordFormat.MESSAGE || kind == RecordFormat.ERASED;
            if (damaged && position >= knownTo && isMessage && sequence > next[0]) {
                gaps.add(new long[] {next[0], sequence});
            }
            if (isMessage) {
                next[0] = sequence + 1;
            } else if (kind == RecordFormat.SKIP) {
                next[0] = sequence;
            }
            if (footer == null && isMessage) {
                segment.appended(sequence, position, record.message(), record.timeNanos(), record.expiresAtNanos());
            }
            if (position < knownTo) {
                if (kind == RecordFormat.MESSAGE && footer == null) {
                    change.known(record);
                }
            } else {
                replay(kind, segment, record, change);
            }
        });
        if (scan.damages() > 0) {
            LOG.log(
                    Level.ERROR,
                    "{0} is damaged in {1} places; what is whole is kept.",
                    segment.path().getFileName(),
                    scan.damages());
        }
        ends.put(segment, end);
        if (footer == null) {
            segment.written(end);
        }
    }

    private static void replay(byte kind, LogSegment segment, RecordWindow record, Change change) {
        switch (kind) {
            case RecordFormat.MESSAGE -> change.message(segment, record);
            case RecordFormat.ERASED -> change.erased(record);
            case RecordFormat.REMOVAL -> change.removal(sequences(record));
            case RecordFormat.FLOOR -> change.floor(record.sequence());
            default -> change.skip(record.sequence());
        }
    }

    private static long[] sequences(RecordWindow record) {
        ByteBuffer buffer = record.buffer();
        long[] sequences = new long[record.bodyLength() / Long.BYTES];
        for (int i = 0; i < sequences.length; i++) {
            sequences[i] = buffer.getLong(record.at() + RecordFormat.HEADER_SIZE + i * Long.BYTES);
        }
        return sequences;
    }

    /** Tells of messages that ought to be there and are not. */
    void reportGaps(LiveSet live, LongConsumer lost) {
        long first = live.next(0);
        for (long[] gap : gaps) {
            for (long at = Math.max(gap[0], first); at < gap[1]; at++) {
                lost.accept(at);
            }
        }
        if (catalogue == null) {
            return;
        }
        for (Catalogue.Entry entry : catalogue.entries()) {
            boolean there = segments.stream().anyMatch(s -> s.first() <= entry.first() && entry.end() <= s.end());
            for (long at = live.next(entry.first()); !there && at >= 0 && at < entry.end(); at = live.next(at + 1)) {
                lost.accept(at);
            }
        }
    }
}
