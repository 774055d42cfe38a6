package io.quoll.jetstream.stream;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The message ids of the last while and the sequences they got. Belongs to the stream's writer. Bounded by the stream's
 * {@code duplicate_window} and by what can be published in it; ids are let go as they come of age.
 */
final class DuplicateWindow {

    private record Seen(long sequence, long timeNanos) {}

    private final Map<String, Seen> seen = new LinkedHashMap<>();
    private long windowNanos;

    DuplicateWindow(long windowNanos) {
        this.windowNanos = windowNanos;
    }

    void window(long nanos) {
        windowNanos = nanos;
    }

    /** The sequence the id got within the window, or 0. */
    long find(String id, long nowNanos) {
        Seen entry = seen.get(id);
        return entry == null || nowNanos - entry.timeNanos >= windowNanos ? 0 : entry.sequence;
    }

    void add(String id, long sequence, long timeNanos) {
        if (windowNanos > 0) {
            // Anew at the end, so that the order stays that of the times.
            seen.remove(id);
            seen.put(id, new Seen(sequence, timeNanos));
        }
    }

    /** Lets go of what is older than the window. */
    void expire(long nowNanos) {
        Iterator<Seen> oldest = seen.values().iterator();
        while (oldest.hasNext() && nowNanos - oldest.next().timeNanos >= windowNanos) {
            oldest.remove();
        }
    }

    int size() {
        return seen.size();
    }
}
