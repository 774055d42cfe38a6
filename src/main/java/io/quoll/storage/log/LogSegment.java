package io.quoll.storage.log;

import io.quoll.message.Publication;
import io.quoll.storage.log.Disk.DiskFile;
import io.quoll.storage.log.PagedSection.DamagedPageException;
import io.quoll.storage.segment.Extent;
import io.quoll.storage.segment.RecordFormat;
import io.quoll.storage.segment.RecordWindow;
import io.quoll.storage.segment.Segment;
import io.quoll.storage.segment.SlotIndex;
import io.quoll.storage.segment.SubjectKey;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * A run of messages in one file. While it is open its index is on the heap; once it is sealed, at the end of the file. Written
 * by the stream's writer only, sealed by the housekeeper, read by any thread.
 */
final class LogSegment extends Segment {

    private static final Logger LOG = System.getLogger(LogSegment.class.getName());

    /** The head of a file: what it is, then zeros. */
    static final int HEAD_SIZE = 64;

    static final long MAGIC = 0x31_474F_4C51_4C51L; // "QLQLOG1"

    /** How much is read at once by who reads on, and by who reads here and there. */
    private static final int READ_ON = 64 << 10;

    private static final int READ_ONE = 1 << 10;

    /** Over so many records that are gone it is cheaper to read on than to look up. */
    private static final int HOPS = 64;

    private final Path path;
    private final DiskFile file;
    private final PageCache cache;

    /** The file, if they are not compressed. */
    private final RecordBytes records;

    private final RecordPages pages;
    /** By what the pages know it. */
    private final int owner;

    /** The file, if the sections of its index are not compressed. */
    private final RecordBytes sections;

    /** A removed message is to be overwritten, which takes a new file. Under the writer's lock. */
    private boolean rewriteWanted;

    private volatile @Nullable SlotIndex slots;
    private volatile @Nullable SealedIndex sealed;
    private volatile @Nullable RecordWriter writer;
    private volatile long written;
    private volatile long end;
    private volatile long lastTimeNanos;
    private long firstTimeNanos;
    private long leastExpiryNanos;
    private boolean headers;
    private boolean empty = true;

    /** An open segment. */
    LogSegment(Path path, DiskFile file, PageCache cache, long first) {
        super(first);
        this.path = path;
        this.file = file;
        this.cache = cache;
        this.pages = cache.records();
        this.owner = pages.newOwner();
        this.records = file;
        this.sections = file;
        this.slots = new SlotIndex();
        this.end = first;
    }

    /** A sealed segment. */
    LogSegment(Path path, DiskFile file, PageCache cache, SegmentFooter footer) {
        super(footer.first());
        this.path = path;
        this.file = file;
        this.cache = cache;
        this.pages = cache.records();
        this.owner = pages.newOwner();
        if (footer.compressed()) {
            BlockReader blocks = new BlockReader(file, cache, footer);
            this.records = new CompressedRecords(blocks, cache.blocks(), footer.recordsEnd());
            this.sections = footer.packed() ? new PackedPages(blocks, footer.recordsEnd()) : file;
        } else {
            this.records = file;
            this.sections = file;
        }
        this.end = footer.end();
        this.firstTimeNanos = footer.firstTimeNanos();
        seal(footer);
    }

    Path path() {
        return path;
    }

    DiskFile file() {
        return file;
    }

    /** Its records by their places. */
    RecordBytes records() {
        return records;
    }

    boolean isCompressed() {
        return records != file;
    }

    boolean isRewriteWanted() {
        return rewriteWanted;
    }

    void wantRewrite(boolean wanted) {
        rewriteWanted = wanted;
    }

    @Override
    public long end() {
        return end;
    }

    @Override
    public long firstTimeNanos() {
        return firstTimeNanos;
    }

    @Override
    public long lastTimeNanos() {
        return lastTimeNanos;
    }

    /** When the first of its messages comes to its own end, 0 for never. */
    long leastExpiryNanos() {
        return leastExpiryNanos;
    }

    /** Known once it is sealed. */
    @Override
    public boolean mayHaveHeaders() {
        SegmentFooter known = footer();
        return known == null || known.headers();
    }

    boolean isSealed() {
        return sealed != null;
    }

    @Nullable
    SegmentFooter footer() {
        SealedIndex index = sealed;
        return index == null ? null : index.footer();
    }

    /** How many bytes of records it has. While it is open, for its writer. */
    long used() {
        SealedIndex index = sealed;
        RecordWriter tail = writer;
        long recordsEnd = index != null ? index.footer().recordsEnd() : tail != null ? tail.end() : written;
        return recordsEnd - HEAD_SIZE;
    }

    /** Whether less than half of it is still there. */
    boolean isSparse() {
        return isSealed() && liveBytes() < used() >> 1;
    }

    /** From now on it is appended to. */
    void open(RecordWriter newWriter) {
        writer = newWriter;
        written = newWriter.written();
    }

    /** It is no longer appended to; everything is written. */
    void finish(long recordsEnd) {
        written = recordsEnd;
        writer = null;
    }

    /** How far the file may be read. */
    void written(long newWritten) {
        written = newWritten;
    }

    /** Says of all its messages what is known without reading them. */
    void noteTo(SegmentSections sections) {
        if (!empty) {
            sections.note(firstTimeNanos, leastExpiryNanos, headers);
            sections.note(lastTimeNanos, leastExpiryNanos, headers);
        }
    }

    /** Writes its index behind its messages. */
    void seal() throws IOException {
        SlotIndex index = slots;
        if (index != null && sealed == null) {
            SegmentSealer.seal(this, index);
        }
    }

    /** How many slots its index has on the heap. */
    int heapSlots() {
        SlotIndex index = slots;
        return index == null ? 0 : index.size();
    }

    /** A message was appended. */
    void appended(long sequence, long position, Publication message, long timeNanos, long expiresAtNanos) {
        SlotIndex index = slots;
        if (index == null) {
            throw new IllegalStateException(path + " is sealed");
        }
        int leftOut = (int) (sequence - first()) - index.size();
        if (leftOut > 0) {
            index.addNone(leftOut);
        }
        int extent = Extent.of(RecordFormat.sizeOf(message), message.hasHeaders());
        index.add((int) (position >> 3), message.subjectHash(), extent);
        headers |= message.hasHeaders();
        if (empty) {
            empty = false;
            firstTimeNanos = timeNanos;
        }
        lastTimeNanos = timeNanos;
        if (expiresAtNanos != 0 && (leastExpiryNanos == 0 || expiresAtNanos < leastExpiryNanos)) {
            leastExpiryNanos = expiresAtNanos;
        }
        end = sequence + 1;
    }

    /** Its index is in the file from now on. */
    void seal(SegmentFooter footer) {
        lastTimeNanos = footer.lastTimeNanos();
        leastExpiryNanos = footer.leastExpiryNanos();
        written = footer.recordsEnd();
        sealed = new SealedIndex(sections, cache, footer);
        slots = null;
    }

    @Override
    public boolean load(RecordWindow window, long sequence) {
        if (sequence < first() || sequence >= end) {
            return false;
        }
        try {
            return readOn(window, sequence) || readOne(window, sequence, RecordFormat.MESSAGE);
        } catch (ClosedChannelException e) {
            // Another segment has taken its place.
            return false;
        } catch (IOException e) {
            throw DiskFailure.reading(path, e);
        }
    }

    @Override
    public int extentOf(long sequence) {
        if (sequence < first() || sequence >= end) {
            return Extent.UNKNOWN;
        }
        SlotIndex index = slots;
        SealedIndex inFile = sealed;
        if (index != null) {
            return index.extent(sequence - first());
        }
        try {
            long slot = inFile == null ? 0 : inFile.slot(sequence);
            return slot == 0 || inFile == null ? Extent.UNKNOWN : inFile.extent(slot);
        } catch (IOException e) {
            // Whoever reads the message will see.
            return Extent.UNKNOWN;
        }
    }

    @Override
    public long subjectHashOf(long sequence) {
        SlotIndex index = slots;
        return index == null || sequence < first() || sequence >= end ? NO_HASH : index.hash(sequence - first());
    }

    @Override
    public boolean loadErased(RecordWindow window, long sequence) {
        if (sequence < first() || sequence >= end) {
            return false;
        }
        try {
            return readOne(window, sequence, RecordFormat.ERASED);
        } catch (IOException e) {
            throw DiskFailure.reading(path, e);
        }
    }

    /** Looks whether the message stands a little behind the one before. */
    private boolean readOn(RecordWindow window, long sequence) throws IOException {
        long position = window.next(this, sequence);
        if (position < 0) {
            return false;
        }
        for (int hops = 0; hops < HOPS; hops++) {
            int have = have(window, position, RecordFormat.HEADER_SIZE, READ_ON);
            if (have < RecordFormat.HEADER_SIZE) {
                return false;
            }
            int at = window.scratchOffset(position);
            ByteBuffer buffer = window.scratch();
            int size = buffer.getInt(at + RecordFormat.SIZE_AT);
            byte kind = buffer.get(at + RecordFormat.KIND_AT);
            long found = buffer.getLong(at + RecordFormat.SEQUENCE_AT);
            if (size < RecordFormat.HEADER_SIZE || kind == 0) {
                return false;
            }
            if (kind == RecordFormat.MESSAGE && found >= sequence) {
                return found == sequence && place(window, position, size, sequence, kind, READ_ON);
            }
            position += RecordFormat.padded(size);
        }
        return false;
    }

    private boolean readOne(RecordWindow window, long sequence, byte kind) throws IOException {
        long position;
        int extent;
        SlotIndex index = slots;
        if (index != null) {
            position = position(index.offset(sequence - first()));
            extent = index.extent(sequence - first());
        } else {
            SealedIndex inFile = sealed;
            long slot = inFile == null ? 0 : slotOf(inFile, sequence);
            if (slot == REBUILT) {
                return readOne(window, sequence, kind);
            }
            position = SealedIndex.position(slot);
            extent = inFile == null ? Extent.UNKNOWN : inFile.extent(slot);
        }
        if (position == 0) {
            return false;
        }
        int size = Extent.size(extent);
        if (extent == Extent.UNKNOWN) {
            if (have(window, position, RecordFormat.HEADER_SIZE, READ_ONE) < RecordFormat.HEADER_SIZE) {
                return false;
            }
            size = window.scratch().getInt(window.scratchOffset(position) + RecordFormat.SIZE_AT);
        }
        if (place(window, position, size, sequence, kind, size)) {
            return true;
        }
        if (!pages.forget(owner, position, size)) {
            return false;
        }
        // It may be of a page that changed, and changed back, while it was copied; the file knows.
        window.forgetScratch();
        return place(window, position, size, sequence, kind, size);
    }

    /** Places the window on the record if it is the message and whole. */
    private boolean place(RecordWindow window, long position, int size, long sequence, byte kind, int atOnce)
            throws IOException {
        if (size < RecordFormat.HEADER_SIZE || have(window, position, size, Math.max(size, atOnce)) < size) {
            return false;
        }
        int at = window.scratchOffset(position);
        ByteBuffer buffer = window.scratch();
        if (buffer.getLong(at + RecordFormat.SEQUENCE_AT) != sequence
                || buffer.get(at + RecordFormat.KIND_AT) != kind
                || !window.isWhole(at, size)) {
            window.forgetPlace();
            return false;
        }
        window.place(buffer, at);
        window.next(this, sequence, position + RecordFormat.padded(size));
        return true;
    }

    /** Sees to it that the window has those bytes, reading more at once if it may; says how many it has. */
    private int have(RecordWindow window, long position, int bytes, int atOnce) throws IOException {
        int have = window.scratchBytesFrom(this, position);
        if (have >= bytes) {
            return have;
        }
        // Who reads on finds what is ahead in one large read; who reads here and there comes back to the same pages.
        boolean paged = atOnce == bytes && bytes <= RecordPages.PAGE && !isCompressed();
        int read;
        if (paged && pages.copy(owner, position, bytes, window.scratch(bytes))) {
            read = bytes;
        } else {
            read = read(window, position, bytes, atOnce, paged);
        }
        window.scratchHolds(this, position, read);
        return read;
    }

    private int read(RecordWindow window, long position, int bytes, int atOnce, boolean paged) throws IOException {
        int read = 0;
        for (int attempt = 0; attempt < 3 && read < bytes; attempt++) {
            // A flush may come between the two looks; then what was staged is in the file.
            RecordWriter tail = writer;
            long inFile = tail != null ? tail.written() : written;
            if (position + bytes <= inFile) {
                int most = (int) Math.min(Math.max(bytes, atOnce), inFile - position);
                ByteBuffer buffer = window.scratch(most);
                read = records.read(buffer.limit(most).position(0), position);
                buffer.clear();
                if (paged) {
                    pages.missed(owner, position, bytes, file, inFile);
                }
            } else if (tail == null || position + bytes > tail.position()) {
                return 0;
            } else {
                int most = Math.max(bytes, Math.min(atOnce, READ_ONE));
                read = tail.copyStaged(position, window.scratch(most), most);
            }
        }
        return read;
    }

    @Override
    public long candidateAfter(long sequence, SubjectKey subject) {
        SlotIndex index = slots;
        long from = Math.max(sequence, first());
        if (index != null) {
            long place = index.after(from - first(), end - first(), subject.hash());
            return place < 0 ? -1 : first() + place;
        }
        SealedIndex inFile = sealed;
        if (inFile == null) {
            return -1;
        }
        try {
            return inFile.candidateAfter(from, subject);
        } catch (DamagedPageException e) {
            rebuildIndex(inFile);
            return candidateAfter(sequence, subject);
        } catch (ClosedChannelException e) {
            return -1;
        } catch (IOException e) {
            throw DiskFailure.reading(path, e);
        }
    }

    @Override
    public long candidateBefore(long sequence, SubjectKey subject) {
        SlotIndex index = slots;
        long to = Math.min(sequence, end - 1);
        if (index != null) {
            long place = index.before(to - first(), subject.hash());
            return place < 0 ? -1 : first() + place;
        }
        SealedIndex inFile = sealed;
        if (inFile == null) {
            return -1;
        }
        try {
            return inFile.candidateBefore(to, subject);
        } catch (DamagedPageException e) {
            rebuildIndex(inFile);
            return candidateBefore(sequence, subject);
        } catch (ClosedChannelException e) {
            return -1;
        } catch (IOException e) {
            throw DiskFailure.reading(path, e);
        }
    }

    /** What stands in a slot on the heap, as a place in the file. */
    static long position(int offset) {
        return (offset & 0xFFFF_FFFFL) << 3;
    }

    private static final long REBUILT = -1;

    private long slotOf(SealedIndex inFile, long sequence) throws IOException {
        try {
            return inFile.slot(sequence);
        } catch (DamagedPageException e) {
            rebuildIndex(inFile);
            return REBUILT;
        }
    }

    /** The index in the file is damaged: another one is made from the records, on the heap. */
    private synchronized void rebuildIndex(SealedIndex damaged) {
        if (slots != null || sealed != damaged) {
            return;
        }
        LOG.log(Level.WARNING, "The index of {0} is damaged and made anew from its messages.", path.getFileName());
        try {
            slots = indexOfRecords(damaged.footer());
        } catch (IOException e) {
            throw DiskFailure.reading(path, e);
        }
    }

    private SlotIndex indexOfRecords(SegmentFooter footer) throws IOException {
        long[] sequences = new long[(int) footer.messages()];
        long[] positions = new long[sequences.length];
        long[] hashes = new long[sequences.length];
        int[] count = new int[1];
        new SegmentScan(records, footer.recordsEnd()).from(HEAD_SIZE, (kind, position, record, damaged) -> {
            if (kind == RecordFormat.MESSAGE && count[0] < sequences.length) {
                Publication message = record.message();
                sequences[count[0]] = record.sequence();
                positions[count[0]] = position;
                hashes[count[0]++] = message.subjectHash();
            }
        });
        int[] places = new int[count[0]];
        for (int i = 0; i < places.length; i++) {
            places[i] = (int) (sequences[i] - first());
        }
        SlotIndex index = new SlotIndex(Math.max(1, places.length), places);
        for (int i = 0; i < places.length; i++) {
            index.add((int) (positions[i] >> 3), hashes[i], Extent.UNKNOWN);
        }
        return index;
    }

    /** Overwrites a message. */
    void erase(long sequence) {
        RecordWindow window = new RecordWindow();
        try {
            if (!readOne(window, sequence, RecordFormat.MESSAGE)) {
                return;
            }
            long position = window.scratchPosition() + window.at();
            RecordWriter tail = writer;
            ByteBuffer header =
                    window.buffer().duplicate().order(window.buffer().order());
            ByteBuffer record =
                    header.position(window.at()).slice().order(window.buffer().order());
            if (tail != null) {
                tail.erase(position, window.size(), record);
            } else {
                file.write(RecordWriter.erased(record, window.size()), position);
                file.force();
            }
            pages.forget(owner, position, window.size());
        } catch (IOException e) {
            throw DiskFailure.writing(path, e);
        }
    }

    void close() {
        try {
            file.close();
        } catch (IOException e) {
            LOG.log(Level.DEBUG, "Cannot close {0}.", path, e);
        }
    }
}
