package io.quoll.testkit;

import io.quoll.connection.ByteSink;
import io.quoll.connection.OutboundBuffer;
import io.quoll.message.Publication;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** A network that keeps what is written, takes it at once or not at all, and counts what is lent. */
public final class CapturingByteSink implements ByteSink {

    /** How a connection was ended. */
    public enum End {
        WHEN_WRITTEN,
        NOW
    }

    private static final class Lent extends OutboundBuffer {
        private Lent(int capacity) {
            super(ByteBuffer.allocateDirect(capacity).order(ByteOrder.LITTLE_ENDIAN));
        }
    }

    private final ByteArrayOutputStream written = new ByteArrayOutputStream();
    private boolean taking = true;
    private boolean drainedWanted;
    private boolean paused;
    private long unwritten;
    private int lent;
    private long lentBytes;
    private long mostHeld;
    private @Nullable End end;

    @Override
    public OutboundBuffer borrow(int atLeast) {
        Lent buffer = new Lent(atLeast + Publication.SLACK);
        lent++;
        lentBytes += buffer.bytes().capacity();
        mostHeld = Math.max(mostHeld, lentBytes + unwritten);
        return buffer;
    }

    @Override
    public void giveBack(OutboundBuffer buffer) {
        lent--;
        lentBytes -= buffer.bytes().capacity();
        buffer.clear();
    }

    @Override
    public void write(OutboundBuffer buffer) {
        byte[] bytes = new byte[buffer.length()];
        buffer.bytes().get(0, bytes);
        written.writeBytes(bytes);
        if (!taking) {
            unwritten += bytes.length;
        }
        giveBack(buffer);
    }

    @Override
    public long unwrittenBytes() {
        return unwritten;
    }

    @Override
    public void notifyDrained() {
        drainedWanted = true;
    }

    @Override
    public void pauseReading() {
        paused = true;
    }

    @Override
    public void resumeReading() {
        paused = false;
    }

    @Override
    public void closeWhenWritten() {
        end = End.WHEN_WRITTEN;
    }

    @Override
    public void resetWhenWritten() {
        end = End.WHEN_WRITTEN;
    }

    @Override
    public void closeNow() {
        end = End.NOW;
    }

    /** From now on the network takes nothing. */
    public void block() {
        taking = false;
    }

    /** The network takes some of what it was given. */
    public void take(long bytes) {
        unwritten = Math.max(0, unwritten - bytes);
    }

    /** The network takes everything from now on; true if the connection wanted to be told. */
    public boolean unblock() {
        taking = true;
        unwritten = 0;
        boolean wanted = drainedWanted;
        drainedWanted = false;
        return wanted;
    }

    /** What was written since the last call, one character a byte. */
    public String takeOutput() {
        String output = written.toString(StandardCharsets.ISO_8859_1);
        written.reset();
        return output;
    }

    /** Buffers that are neither written nor given back. */
    public int lent() {
        return lent;
    }

    /** The most memory that was ever taken by buffers and by what was not yet written. */
    public long mostHeld() {
        return mostHeld;
    }

    public boolean isPaused() {
        return paused;
    }

    public @Nullable End end() {
        return end;
    }
}
