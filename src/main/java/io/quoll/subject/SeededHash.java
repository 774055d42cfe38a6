package io.quoll.subject;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.security.SecureRandom;

/**
 * Hashes runs of bytes under two secrets drawn when it is made, so that no client can choose subjects that collide.
 * Drawn per instance and not once per class: a native executable keeps what classes computed when it was built.
 * Immutable.
 */
final class SeededHash {

    private static final VarHandle WORD = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle HALF = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);

    private final long start;
    private final long factor;

    SeededHash() {
        SecureRandom random = new SecureRandom();
        start = random.nextLong();
        factor = random.nextLong() | 1;
    }

    /** The hash of {@code bytes[from, end)}: never 0, which tables use for a free slot. */
    int of(byte[] bytes, int from, int end) {
        int length = end - from;
        long state = fold(start ^ length);
        int at = from;
        while (end - at > Long.BYTES) {
            state = fold(state ^ (long) WORD.get(bytes, at));
            at += Long.BYTES;
        }
        // The last bytes are read as one word that may reach back over bytes already taken; the length tells the
        // readings apart.
        long last;
        if (length >= Long.BYTES) {
            last = (long) WORD.get(bytes, end - Long.BYTES);
        } else if (length >= Integer.BYTES) {
            int low = (int) HALF.get(bytes, from);
            int high = (int) HALF.get(bytes, end - Integer.BYTES);
            last = (long) high << 32 | (low & 0xFFFF_FFFFL);
        } else if (length > 0) {
            last = (bytes[from] & 0xFFL) | (bytes[from + (length >>> 1)] & 0xFFL) << 8 | (bytes[end - 1] & 0xFFL) << 16;
        } else {
            last = 0;
        }
        state = fold(state ^ last);
        int hash = (int) (state ^ (state >>> 32));
        return hash == 0 ? 1 : hash;
    }

    private long fold(long value) {
        return Math.multiplyHigh(value, factor) ^ value * factor;
    }
}
