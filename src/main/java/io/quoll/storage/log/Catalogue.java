package io.quoll.storage.log;

import io.quoll.storage.segment.LiveSet;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * How a store stood when its log had come to one place: which messages were there and what its segments held. What the log
 * says behind that place comes on top.
 *
 * @param segment the first sequence of the segment in which that place is
 * @param position the place in its file
 * @param live the set of sequences, {@linkplain LiveSet#encode encoded}, in an array of its own
 */
record Catalogue(
        long segment, long position, long bytes, long lastTimeNanos, long lost, ByteBuffer live, List<Entry> entries) {

    private static final int FORMAT = 1;

    /** What a segment held. */
    record Entry(long first, long end, int messages, long liveBytes) {}

    byte[] encode() {
        ByteArrayOutputStream bytesOut = new ByteArrayOutputStream(live.capacity() + 64 + entries.size() * 28);
        try (DataOutputStream out = new DataOutputStream(bytesOut)) {
            out.writeInt(FORMAT);
            out.writeLong(segment);
            out.writeLong(position);
            out.writeLong(bytes);
            out.writeLong(lastTimeNanos);
            out.writeLong(lost);
            out.writeInt(entries.size());
            for (Entry entry : entries) {
                out.writeLong(entry.first);
                out.writeLong(entry.end);
                out.writeInt(entry.messages);
                out.writeLong(entry.liveBytes);
            }
            out.writeInt(live.capacity());
            byte[] set = new byte[live.capacity()];
            live.get(0, set);
            out.write(set);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytesOut.toByteArray();
    }

    static Catalogue decode(byte[] encoded) throws IOException {
        try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(encoded))) {
            int format = in.readInt();
            if (format != FORMAT) {
                throw new IOException("a catalogue of format " + format + ", which is not known here");
            }
            long segment = in.readLong();
            long position = in.readLong();
            long bytes = in.readLong();
            long lastTimeNanos = in.readLong();
            long lost = in.readLong();
            List<Entry> entries = new ArrayList<>();
            for (int count = in.readInt(); count > 0; count--) {
                entries.add(new Entry(in.readLong(), in.readLong(), in.readInt(), in.readLong()));
            }
            byte[] live = new byte[in.readInt()];
            in.readFully(live);
            return new Catalogue(segment, position, bytes, lastTimeNanos, lost, ByteBuffer.wrap(live), entries);
        }
    }
}
