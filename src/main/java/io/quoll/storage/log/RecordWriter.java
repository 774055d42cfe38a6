package io.quoll.storage.log;

import io.quoll.message.Publication;
import io.quoll.storage.StorageException;
import io.quoll.storage.log.Disk.DiskFile;
import io.quoll.storage.segment.RecordFormat;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * Appends records to one file: they are staged, written together and forced together. Whether there is {@link Headroom} is
 * known before a record is taken in.
 *
 * <p>Used by one writer; {@link #flush}, {@link #force} and {@link #copyStaged} by any thread.
 */
final class RecordWriter {

    /** Room that only removals may use, so that a full disk can be made room on. */
    private static final int RESERVE = 8 << 10;

    private final Path path;
    private final DiskFile file;
    private final StagingPool pool;
    private final Headroom headroom;
    private final CRC32C crc = new CRC32C();
    private final Object forcing = new Object();

    private @Nullable ByteBuffer staging;
    private int staged;
    private long written;

    /** Where the next record goes. */
    private long end;

    private volatile boolean unforced;
    private @Nullable StorageException failure;

    /** @param position where the first record goes, which is the end of the file */
    RecordWriter(Path path, DiskFile file, StagingPool pool, long position, Headroom headroom) {
        this.headroom = headroom;
        this.path = path;
        this.file = file;
        this.pool = pool;
        this.written = position;
        this.end = position;
    }

    /** Where the next record goes. */
    synchronized long position() {
        return end;
    }

    /** The same for the one writer, who has moved it. */
    long end() {
        return end;
    }

    /** Up to where the file can be read. */
    synchronized long written() {
        return written;
    }

    /** Where the message was put. */
    synchronized long append(Publication message, long sequence, long timeNanos, long expiresAtNanos) {
        int size = RecordFormat.sizeOf(message);
        ByteBuffer buffer = room(RecordFormat.padded(size), RESERVE);
        int at = staged;
        RecordFormat.putMessage(buffer, at, sequence, message, timeNanos, expiresAtNanos);
        return seal(buffer, at, size);
    }

    /** Where the record was put. */
    synchronized long append(byte kind, long sequence, ByteBuffer body) {
        int size = RecordFormat.HEADER_SIZE + body.remaining();
        ByteBuffer buffer = room(RecordFormat.padded(size), 0);
        int at = staged;
        RecordFormat.putHeader(buffer, at, size, sequence, 0, 0, 0, kind, 0);
        buffer.put(at + RecordFormat.HEADER_SIZE, body, body.position(), body.remaining());
        RecordFormat.fillUp(buffer, at, size);
        return seal(buffer, at, size);
    }

    private long seal(ByteBuffer buffer, int at, int size) {
        crc.reset();
        crc.update(buffer.limit(at + size).position(at + RecordFormat.SIZE_AT));
        buffer.clear();
        buffer.putInt(at, (int) crc.getValue());
        staged = at + RecordFormat.padded(size);
        end = written + staged;
        unforced = true;
        return written + at;
    }

    /** A buffer with that much room behind what is staged. */
    private ByteBuffer room(int size, int reserve) {
        check();
        try {
            headroom.reach(end, end + size + reserve);
        } catch (IOException e) {
            throw failed(DiskFailure.writing(path, e));
        }
        ByteBuffer buffer = staging;
        if (buffer == null) {
            buffer = take(size);
        } else if (staged + size > buffer.capacity()) {
            flush();
            buffer = take(size);
        }
        staging = buffer;
        return buffer;
    }

    private ByteBuffer take(int size) {
        return size <= StagingPool.BUFFER_SIZE
                ? pool.take()
                : ByteBuffer.allocateDirect(size).order(ByteOrder.LITTLE_ENDIAN);
    }

    /** Hands everything to the operating system. What cannot be written stays staged. */
    synchronized void flush() {
        ByteBuffer buffer = staging;
        if (buffer == null || staged == 0) {
            return;
        }
        check();
        try {
            file.write(buffer.limit(staged).position(0), written);
        } catch (IOException e) {
            headroom.onFull();
            throw failed(DiskFailure.writing(path, e));
        } finally {
            buffer.clear();
        }
        headroom.onWritten();
        written += staged;
        staged = 0;
        staging = null;
        pool.giveBack(buffer);
    }

    /** Returns when everything appended before is on the disk. */
    void force() {
        // Two that force at a time: the second must not return before the first is done.
        synchronized (forcing) {
            check();
            if (!unforced) {
                return;
            }
            flush();
            unforced = false;
            forced();
            try {
                file.force();
            } catch (IOException e) {
                unforced = true;
                throw failed(DiskFailure.forcing(path, e));
            }
        }
    }

    private synchronized void forced() {
        headroom.onForced();
    }

    /** Whether there was too much for the file to be filled ahead. */
    synchronized boolean isUnfilled() {
        return headroom.isUnfilled();
    }

    /** Copies what is staged from a position on; 0 if it is no longer staged. */
    synchronized int copyStaged(long position, ByteBuffer into, int most) {
        ByteBuffer buffer = staging;
        if (buffer == null || position < written || position >= written + staged) {
            return 0;
        }
        int from = (int) (position - written);
        int count = Math.min(most, staged - from);
        into.put(0, buffer, from, count);
        return count;
    }

    /** Overwrites the body of a record, whose kind becomes another. */
    synchronized void erase(long position, int size, ByteBuffer record) {
        flush();
        try {
            file.write(erased(record, size), position);
            unforced = true;
        } catch (IOException e) {
            throw failed(DiskFailure.writing(path, e));
        }
    }

    /** A record of the same lengths that holds nothing. */
    static ByteBuffer erased(ByteBuffer record, int size) {
        ByteBuffer erased = ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
        erased.put(0, record, 0, RecordFormat.HEADER_SIZE);
        erased.put(RecordFormat.KIND_AT, RecordFormat.ERASED);
        CRC32C crc = new CRC32C();
        crc.update(erased.position(RecordFormat.SIZE_AT));
        return erased.putInt(RecordFormat.CRC_AT, (int) crc.getValue()).position(0);
    }

    private synchronized StorageException failed(StorageException e) {
        if (e.isFatal()) {
            failure = e;
        }
        return e;
    }

    private synchronized void check() {
        if (failure != null) {
            throw new StorageException("no more writes: " + failure.getMessage(), failure, true);
        }
    }

    /** Gives up what is staged. */
    synchronized void release() {
        if (staging != null) {
            pool.giveBack(staging);
            staging = null;
            staged = 0;
            end = written;
        }
    }
}
