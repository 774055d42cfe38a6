package io.quoll.message;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * The hash by which subjects are looked up on the way of a message: eight bytes a step, the same from a buffer and from an
 * array. Seeded once a process, so that nobody outside can choose subjects that collide.
 */
public final class SubjectHash {

    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final long MULTIPLIER = 0x9E3779B97F4A7C15L;

    private SubjectHash() {}

    /** What a computation begins with. */
    public static long seed() {
        return SubjectSeed.VALUE;
    }

    /** Takes in eight bytes, the last ones of a subject filled up with zeros. */
    public static long mix(long hash, long word) {
        long mixed = (hash ^ word) * MULTIPLIER;
        return mixed ^ (mixed >>> 32);
    }

    /** The word's first {@code count} bytes, 0 to 7, in little-endian order. */
    public static long firstBytes(long word, int count) {
        return word & ((1L << (count << 3)) - 1);
    }

    public static long of(byte[] subject) {
        return of(subject, subject.length);
    }

    /** The hash of the first bytes. */
    public static long of(byte[] subject, int length) {
        long hash = seed();
        int at = 0;
        for (; at + 8 <= length; at += 8) {
            hash = mix(hash, (long) LONGS.get(subject, at));
        }
        long last = 0;
        for (int i = length - 1; i >= at; i--) {
            last = last << 8 | subject[i] & 0xFF;
        }
        return mix(hash, last);
    }

    /** The hash of bytes in a little-endian buffer that is readable for {@link Publication#SLACK} bytes beyond them. */
    public static long of(ByteBuffer bytes, int start, int length) {
        long hash = seed();
        int at = start;
        for (int end = start + length - 8; at <= end; at += 8) {
            hash = mix(hash, bytes.getLong(at));
        }
        return mix(hash, firstBytes(bytes.getLong(at), length & 7));
    }
}
