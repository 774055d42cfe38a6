package io.quoll.storage.log;

import io.quoll.message.Publication;
import io.quoll.storage.IndexProgress;
import io.quoll.storage.StorageException;
import io.quoll.storage.index.IndexMark;
import io.quoll.storage.index.TieredSubjectIndex;
import io.quoll.storage.segment.RecordFormat;
import io.quoll.storage.segment.RecordWindow;
import io.quoll.storage.segment.Segment;
import io.quoll.storage.segment.SegmentedStore;
import io.quoll.storage.segment.SubjectKey;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The messages of one stream in segment files. Messages and removals are records of one log; whatever else is on the disk
 * can be made from it.
 *
 * <p>The writer appends to the last segment. When that is full the next one begins, and the housekeeper seals the full one,
 * writes the {@link Catalogue} taken at that moment, deletes the files of segments without messages, and copies together
 * segments that are less than half full. After a crash the catalogue is read, the log behind it replayed, and the subjects
 * are gathered in the background while messages are served.
 */
public final class LogMessageStore extends SegmentedStore {

    private static final Logger LOG = System.getLogger(LogMessageStore.class.getName());

    private static final String CATALOGUE = "catalogue";

    /** What NATS counts for a message in a file beside its bytes, and more where it has headers. */
    private static final int OVERHEAD = 30;

    private static final int HEADER_OVERHEAD = 4;

    /** Leaving out so many sequences is worth a new segment. */
    private static final int GAP = 4096;

    /** The index of an open segment is on the heap. */
    private static final int MAX_OPEN_SLOTS = 1 << 19;

    private static final int EVICTED_A_STEP = 256;

    private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

    private final Path directory;
    private final LogEnvironment environment;
    private final TwinFile catalogue;
    private final Checkpoint checkpoint;
    private final TieredSubjectIndex subjects;
    private final SubjectGathering gathering;

    /** Changed under {@link #writing}. */
    private final LogTail tail;

    private volatile boolean compressing;
    private final AtomicLong lossesSeen = new AtomicLong();
    private boolean recovering;
    private boolean deleted;
    private boolean closed;

    /** Whoever keeps house should come to an end. */
    private volatile boolean closing;

    private final AtomicBoolean houseIsDue = new AtomicBoolean();

    /** Under {@link #writing}. */
    private final ByteBuffer oneRemoved = sequences(1);

    /** The wish of a write that is under way. Under {@link #writing}. */
    private boolean houseWanted;

    /** Held by whoever keeps house. Taken before {@link #writing}. */
    private final Object housekeeping = new Object();

    /** Segments of which messages come to their end that are not in the schedule. Under {@link #writing}. */
    private final PriorityQueue<LogSegment> unscheduled =
            new PriorityQueue<>(Comparator.comparingLong(LogSegment::leastExpiryNanos));

    private LogMessageStore(Path directory, LogEnvironment environment) {
        this(directory, environment, new TieredSubjectIndex(directory, environment.heapSubjects()));
    }

    private LogMessageStore(Path directory, LogEnvironment environment, TieredSubjectIndex subjects) {
        super(subjects);
        this.subjects = subjects;
        this.directory = directory;
        this.environment = environment;
        this.tail = new LogTail(directory, environment);
        this.catalogue = new TwinFile(environment.disk(), directory, CATALOGUE);
        this.checkpoint = new Checkpoint(environment.disk(), catalogue, writing);
        this.gathering = new SubjectGathering(directory, subjects, live, books, new GatheredMessages());
    }

    /** What the gathering of subjects sees of the store. */
    private final class GatheredMessages implements SubjectGathering.Messages {
        @Override
        public Segment[] segments() {
            return LogMessageStore.this.segments();
        }

        @Override
        public boolean isClosed() {
            return closing;
        }

        @Override
        public boolean load(RecordWindow window, long sequence) {
            return loadLive(window, sequence);
        }
    }

    /** Opens what is there, and makes what is not. */
    static LogMessageStore open(Path directory, LogEnvironment environment) throws IOException {
        Files.createDirectories(directory);
        LogMessageStore store = new LogMessageStore(directory, environment);
        store.recover();
        return store;
    }

    // Appending.

    @Override
    protected Segment keep(Publication message, long sequence, long timeNanos, long expiresAtNanos) {
        int size = RecordFormat.padded(RecordFormat.sizeOf(message));
        LogSegment segment = tail.segment();
        if (isFull(segment, size, sequence)) {
            segment = roll(sequence);
        }
        long position = tail.writer().append(message, sequence, timeNanos, expiresAtNanos);
        segment.appended(sequence, position, message, timeNanos, expiresAtNanos);
        return segment;
    }

    private boolean isFull(LogSegment segment, int size, long sequence) {
        long used = segment.used();
        return sequence > segment.first()
                && (used + size > environment.segmentSize(bookedBytes(), compressing)
                        || segment.heapSlots() >= MAX_OPEN_SLOTS
                        || sequence - segment.end() > GAP);
    }

    /** The next segment begins. When it cannot, nothing has changed. */
    private LogSegment roll(long first) {
        LogSegment full = tail.segment();
        LogSegment next = tail.roll(first);
        addSegment(next);
        if (full.messages() == 0) {
            bury(full);
        }
        checkpoint.want();
        houseWanted = true;
        return next;
    }

    @Override
    protected void noteRemoval(long[] sequences, int count) {
        ByteBuffer body = count == 1 ? oneRemoved : sequences(count);
        for (int i = 0; i < count; i++) {
            body.putLong(i * Long.BYTES, sequences[i]);
        }
        tail.writer().append(RecordFormat.REMOVAL, sequences[0], body);
    }

    private static ByteBuffer sequences(int count) {
        return ByteBuffer.allocate(count * Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    }

    @Override
    protected void noteFloor(long sequence) {
        tail.writer().append(RecordFormat.FLOOR, sequence, NOTHING.duplicate());
    }

    @Override
    protected void noteSkip(long sequence) {
        tail.writer().append(RecordFormat.SKIP, sequence, NOTHING.duplicate());
    }

    @Override
    public void flush() {
        tail.flush();
    }

    @Override
    public void force() {
        tail.force();
    }

    @Override
    public void compress(boolean wanted) {
        compressing = wanted;
        if (wanted) {
            keepHouseLater();
        }
    }

    // Removing.

    @Override
    protected void thinned(Segment segment) {
        LogSegment thin = (LogSegment) segment;
        if (recovering || tail.is(thin)) {
            return;
        }
        if (thin.messages() == 0) {
            bury(thin);
        } else if (thin.isSparse()) {
            houseWanted = true;
        }
    }

    /** Takes a segment without messages from the list. */
    private void bury(LogSegment segment) {
        synchronized (books) {
            Segment[] all = segments();
            int at = Segment.indexOf(all, segment.first());
            if (at >= 0 && all[at] == segment) {
                replaceSegments(at, at + 1, null);
                checkpoint.bury(segment);
                checkpoint.want();
                houseWanted = true;
            }
        }
    }

    @Override
    protected void emptied() {
        unscheduled.clear();
        if (recovering) {
            return;
        }
        LogSegment last = tail.segment();
        for (Segment segment : segments()) {
            if (segment != last) {
                bury((LogSegment) segment);
            }
        }
        if (!deleted && last.used() > environment.smallestSegment() >> 4 && live.end() > last.first()) {
            roll(live.end());
        }
    }

    @Override
    protected void overwrite(Segment segment, long sequence) {
        if (((LogSegment) segment).isCompressed()) {
            ((LogSegment) segment).wantRewrite(true);
            houseWanted = true;
            return;
        }
        // Were the bytes gone but not the message, it would count as damaged.
        force();
        ((LogSegment) segment).erase(sequence);
    }

    @Override
    protected int overhead(boolean hasHeaders) {
        return hasHeaders ? OVERHEAD + HEADER_OVERHEAD : OVERHEAD;
    }

    // What comes to its own end.

    @Override
    protected long nextKeptExpiryNanos() {
        synchronized (writing) {
            LogSegment next = unscheduled.peek();
            return next == null ? NEVER : next.leastExpiryNanos();
        }
    }

    @Override
    protected void loadExpiries(long nowNanos) {
        synchronized (writing) {
            while (!unscheduled.isEmpty() && unscheduled.peek().leastExpiryNanos() <= nowNanos) {
                schedule(unscheduled.remove());
            }
        }
    }

    private void schedule(LogSegment segment) {
        RecordWindow window = new RecordWindow();
        for (long at = live.next(segment.first()); at >= 0 && at < segment.end(); at = live.next(at + 1)) {
            if (loadLive(window, at) && window.expiresAtNanos() != NEVER) {
                expiries.add(window.expiresAtNanos(), at);
            }
        }
    }

    // Keeping house.

    @Override
    protected void settled() {
        if (houseWanted || subjects.isCrowded() || !subjects.isWhole()) {
            houseWanted = false;
            keepHouseLater();
        }
    }

    private void keepHouseLater() {
        if (houseIsDue.compareAndSet(false, true)) {
            environment.housekeeper().execute(() -> {
                houseIsDue.set(false);
                keepHouse();
            });
        }
    }

    /** Between two writes. */
    private Catalogue snapshot() {
        LogSegment last = tail.segment();
        synchronized (books) {
            List<Catalogue.Entry> entries = new ArrayList<>();
            for (Segment segment : segments()) {
                entries.add(
                        new Catalogue.Entry(segment.first(), segment.end(), segment.messages(), segment.liveBytes()));
            }
            return new Catalogue(
                    last.first(),
                    tail.writer().position(),
                    bookedBytes(),
                    lastTimeNanos(),
                    lostMessages(),
                    ByteBuffer.wrap(live.encode()),
                    entries);
        }
    }

    /** Whatever is due; what fails is tried again the next time. */
    void keepHouse() {
        synchronized (housekeeping) {
            if (closed || tail.hasFailed()) {
                return;
            }
            try {
                synchronized (writing) {
                    if (checkpoint.isWanted()) {
                        checkpoint.take(snapshot());
                    }
                }
                sealFinished();
                writeCatalogue();
                compact();
                makeIndexWhole();
                tidySubjects();
            } catch (IOException | StorageException e) {
                LOG.log(Level.WARNING, "Housekeeping in {0} failed and is put off: {1}", directory, e.toString());
            } catch (RuntimeException e) {
                // A fault of the program, which is to cost neither the thread nor the knowledge of where it was.
                LOG.log(Level.ERROR, "Housekeeping in " + directory + " failed and is put off", e);
            }
        }
    }

    private void sealFinished() throws IOException {
        for (Segment segment : segments()) {
            LogSegment each = (LogSegment) segment;
            if (!tail.is(each) && !each.isSealed()) {
                each.seal();
            }
        }
    }

    private void writeCatalogue() throws IOException {
        checkpoint.write(this::force, segment -> {
            Segment now = segmentOf(segment.first());
            return now instanceof LogSegment other && other.path().equals(segment.path());
        });
    }

    private void compact() throws IOException {
        for (List<LogSegment> group = dueForCopying(); !closing && !group.isEmpty(); group = dueForCopying()) {
            synchronized (writing) {
                group.forEach(segment -> segment.wantRewrite(false));
            }
            LogSegment together = new SegmentCompactor(environment, directory, live, compressing).compact(group);
            synchronized (writing) {
                putInPlace(group, together);
                checkpoint.take(snapshot());
            }
            writeCatalogue();
        }
    }

    private void putInPlace(List<LogSegment> group, LogSegment together) {
        // What was to be overwritten since may have been copied before.
        together.wantRewrite(group.stream().anyMatch(LogSegment::isRewriteWanted));
        synchronized (books) {
            List<Segment> all = new ArrayList<>(List.of(segments()));
            all.removeAll(group);
            int messages = (int) live.count(together.first(), together.end());
            long used = together.used();
            long copied = together.footer() == null ? 0 : together.footer().messages();
            together.count(messages, copied == 0 ? 0 : used * messages / copied);
            all.add(together);
            all.sort(Comparator.comparingLong(Segment::first));
            segments(all.toArray(new Segment[0]));
        }
        if (unscheduled.removeIf(group::contains)) {
            unscheduled.add(together);
        }
        for (LogSegment segment : group) {
            if (segment == group.get(0)) {
                segment.close();
            } else {
                checkpoint.bury(segment);
            }
        }
    }

    private List<LogSegment> dueForCopying() {
        return new CopyingPlan(segments(), checkpoint.covered(), environment.smallestSegment(), compressing).next();
    }

    // The subjects.

    @Override
    protected boolean isIndexWhole() {
        return gathering.isWhole() && subjects.isWhole();
    }

    @Override
    protected boolean isIndexed(long sequence) {
        return gathering.isCounted(sequence);
    }

    @Override
    protected void removedUnindexed(long sequence, SubjectKey subject) {
        gathering.onRemoved(sequence, subject);
    }

    @Override
    protected void cleared() {
        gathering.onCleared();
    }

    @Override
    public IndexProgress indexing() {
        return gathering.progress();
    }

    /** Subjects that were not touched lately leave the heap. */
    private void tidySubjects() {
        boolean more = true;
        while (more) {
            synchronized (books) {
                subjects.makeRoom(EVICTED_A_STEP);
                more = subjects.isCrowded();
            }
        }
        makeIndexWhole();
    }

    /** If its maps have failed, all is gathered anew, on the heap. */
    private void makeIndexWhole() {
        synchronized (books) {
            if (!subjects.isWhole() && gathering.isWhole()) {
                gathering.again();
            }
        }
        gathering.run();
    }

    /** Whoever asks for all subjects waits until they are known. */
    @Override
    protected void awaitIndex() {
        if (!isIndexWhole()) {
            synchronized (housekeeping) {
                makeIndexWhole();
            }
        }
    }

    /** A message that was counted under its subject cannot be read any more: they are counted anew. */
    @Override
    protected void lost(long sequence) {
        // One line for one message, but not a million for a million.
        long losses = lossesSeen.incrementAndGet();
        if (Long.bitCount(losses) == 1) {
            LOG.log(
                    Level.ERROR,
                    "Message {0} in {1} is damaged and lost, the {2}. since the start.",
                    Long.toString(sequence),
                    directory,
                    losses);
        }
        if (recovering) {
            return;
        }
        synchronized (books) {
            gathering.onLost(sequence);
        }
        keepHouseLater();
    }

    // Opening and closing.

    private void recover() throws IOException {
        recovering = true;
        LogRecovery found = LogRecovery.of(directory, environment, catalogue);
        Catalogue known = found.catalogue();
        if (known != null) {
            byte[] encoded = new byte[known.live().capacity()];
            known.live().get(0, encoded);
            live.decode(encoded);
            book(known.bytes(), known.lastTimeNanos(), known.lost());
            checkpoint.found(known);
        }
        for (LogSegment segment : found.segments()) {
            addSegment(segment);
            found.countKnown(segment, live);
            if (segment.isSealed() && segment.leastExpiryNanos() != NEVER) {
                unscheduled.add(segment);
            }
        }
        for (LogSegment segment : found.segments()) {
            found.replay(segment, new Replay());
        }
        found.reportGaps(live, this::giveUp);
        openTail(found);
        forgetReads();
        recovering = false;
        for (Segment segment : segments()) {
            if (segment.messages() == 0 && !tail.is((LogSegment) segment)) {
                bury((LogSegment) segment);
            }
        }
        gathering.begin(mark());
        if (live.size() <= environment.gatheredAtOnce()) {
            gathering.run();
        } else {
            keepHouseLater();
        }
        if (checkpoint.hasBuried()) {
            keepHouseLater();
        }
    }

    private IndexMark mark() {
        return new IndexMark(live.end(), live.size(), bookedBytes(), lastTimeNanos());
    }

    private void giveUp(long sequence) {
        synchronized (books) {
            if (live.contains(sequence)) {
                RecordWindow window = new RecordWindow();
                loadLive(window, sequence);
            } else {
                book(0, lastTimeNanos(), 1);
            }
        }
    }

    /** Goes on behind the last record of the last segment, or begins a segment. */
    private void openTail(LogRecovery found) throws IOException {
        Segment[] all = segments();
        LogSegment last = all.length == 0 ? null : (LogSegment) all[all.length - 1];
        if (last == null || last.isSealed() || live.end() - last.end() > GAP) {
            if (last != null && !last.isSealed()) {
                last.finish(found.recordsEnd(last));
            }
            if (last != null && last.first() == live.end()) {
                throw new IOException("segment " + last.path().getFileName() + " is sealed but empty");
            }
            addSegment(tail.begin(live.end()));
            return;
        }
        tail.resume(last, found.recordsEnd(last));
        for (int i = 0; i < all.length - 1; i++) {
            LogSegment segment = (LogSegment) all[i];
            if (!segment.isSealed()) {
                segment.finish(found.recordsEnd(segment));
            }
        }
    }

    /** Does again what the log says. */
    private final class Replay implements LogRecovery.Change {
        private final RecordWindow removed = new RecordWindow();

        @Override
        public void message(LogSegment segment, RecordWindow record) {
            synchronized (books) {
                if (record.sequence() >= live.end()) {
                    book(segment, record, false);
                    schedule(record);
                }
            }
        }

        @Override
        public void known(RecordWindow record) {
            if (live.contains(record.sequence())) {
                schedule(record);
            }
        }

        private void schedule(RecordWindow record) {
            if (record.expiresAtNanos() != NEVER) {
                expiries.add(record.expiresAtNanos(), record.sequence());
            }
        }

        @Override
        public void erased(RecordWindow record) {
            if (record.sequence() >= live.end()) {
                synchronized (books) {
                    book(0, record.timeNanos(), 0);
                }
                skip(record.sequence() + 1);
            }
        }

        @Override
        public void removal(long[] sequences) {
            removed.forgetPlace();
            dropAll(sequences, sequences.length);
        }

        @Override
        public void floor(long sequence) {
            if (sequence > live.next(0)) {
                dropBefore(sequence);
            }
        }

        @Override
        public void skip(long sequence) {
            if (sequence > live.end()) {
                LogMessageStore.this.skip(sequence);
            }
        }
    }

    @Override
    public void delete() {
        closing = true;
        synchronized (housekeeping) {
            synchronized (writing) {
                deleted = true;
                tail.forgetFailure();
                dropBefore(live.end());
                closeFiles();
                closed = true;
                deleteFiles();
            }
        }
    }

    private void deleteFiles() {
        try {
            for (Path path : SegmentFiles.list(environment.disk(), directory).values()) {
                environment.disk().delete(path);
            }
            catalogue.delete();
            subjects.discardFiles();
        } catch (IOException e) {
            throw DiskFailure.writing(directory, e);
        }
    }

    @Override
    public void close() {
        closing = true;
        synchronized (housekeeping) {
            if (closed) {
                return;
            }
            try {
                if (!tail.hasFailed()) {
                    force();
                    synchronized (writing) {
                        checkpoint.take(snapshot());
                    }
                    sealFinished();
                    writeCatalogue();
                    keepIndex();
                }
            } catch (IOException e) {
                // The log is on the disk, and what else there is can be made from it.
                LOG.log(Level.WARNING, "The catalogue of {0} could not be written: {1}", directory, e.toString());
            } finally {
                closeFiles();
                closed = true;
            }
        }
    }

    /** So that the next process need not gather the subjects of many messages. */
    private void keepIndex() {
        synchronized (books) {
            if (gathering.isWhole() && live.size() > environment.gatheredAtOnce()) {
                subjects.keep(mark());
            }
        }
    }

    private void closeFiles() {
        synchronized (books) {
            subjects.close();
        }
        tail.release();
        for (Segment segment : segments()) {
            ((LogSegment) segment).close();
        }
        checkpoint.closeFiles();
    }
}
