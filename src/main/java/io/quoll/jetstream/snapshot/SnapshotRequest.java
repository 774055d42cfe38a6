package io.quoll.jetstream.snapshot;

import io.quoll.jetstream.wire.JsonInput;

/**
 * How somebody wants a snapshot.
 *
 * @param chunkBytes the size of all chunks but the last one
 * @param window how many chunks may be underway
 */
public record SnapshotRequest(String deliverSubject, int chunkBytes, int window) {

    private static final int LEAST = 1 << 10;
    private static final int MOST_CHUNK = 1 << 20;
    private static final int MOST_WINDOW = 32 << 20;
    private static final int USUAL_CHUNK = 128 << 10;
    private static final int USUAL_WINDOW = 8 << 20;

    /** Reads a request; sizes that are not said or go too far become others. */
    public static SnapshotRequest read(byte[] json, boolean strict) {
        String[] subject = {""};
        int[] sizes = {0, 0};
        JsonInput.object(json, "JSApiStreamSnapshotRequest", strict, (field, value) -> {
            switch (field) {
                case "deliver_subject" -> subject[0] = value.text();
                case "chunk_size" -> sizes[0] = value.smallNumber();
                case "window_size" -> sizes[1] = value.smallNumber();
                // What is read is checked, and consumers are not in it, whatever is wished.
                case "no_consumers", "jsck" -> value.flag();
                default -> {
                    return false;
                }
            }
            return true;
        });
        int chunk = sizes[0] == 0 ? USUAL_CHUNK : Math.min(Math.max(LEAST, sizes[0]), MOST_CHUNK);
        int window = sizes[1] == 0 ? USUAL_WINDOW : Math.min(Math.max(LEAST, sizes[1]), MOST_WINDOW);
        return new SnapshotRequest(subject[0], chunk, Math.max(window, chunk) / chunk);
    }
}
