package io.quoll.protocol;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The id a client gave to a subscription: any run of bytes, kept as frames need it, with a space behind. Nearly all are of
 * up to seven bytes and stand in one word, so that writing one is a single store and keeping one needs no array. Immutable.
 */
public final class Sid {

    private final long word;
    private final int spacedLength;
    private final byte @Nullable [] spaced;

    public Sid(byte[] sid) {
        spacedLength = sid.length + 1;
        byte[] withSpace = Arrays.copyOf(sid, Math.max(8, spacedLength));
        withSpace[sid.length] = ' ';
        word = ByteBuffer.wrap(withSpace).order(ByteOrder.LITTLE_ENDIAN).getLong();
        spaced = spacedLength <= 8 ? null : withSpace;
    }

    /** Writes the id and its space, up to eight bytes at once; returns where the space ends. */
    public int write(ByteBuffer out, int at) {
        if (spaced == null) {
            out.putLong(at, word);
        } else {
            out.put(at, spaced);
        }
        return at + spacedLength;
    }

    public int length() {
        return spacedLength - 1;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Sid that && isSame(that);
    }

    boolean isSame(Sid that) {
        return word == that.word
                && spacedLength == that.spacedLength
                && (spaced == null || Arrays.equals(spaced, that.spaced));
    }

    @Override
    public int hashCode() {
        long mixed = (word + Arrays.hashCode(spaced)) * 0x9E3779B97F4A7C15L;
        return (int) (mixed >>> 32);
    }

    @Override
    public String toString() {
        byte[] bytes = spaced == null
                ? ByteBuffer.allocate(8)
                        .order(ByteOrder.LITTLE_ENDIAN)
                        .putLong(word)
                        .array()
                : spaced;
        return new String(bytes, 0, length(), StandardCharsets.UTF_8);
    }
}
