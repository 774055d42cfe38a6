package io.quoll.subject;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** A literal subject that was found valid: where a message goes. Immutable. */
public final class Subject {

    private final byte[] bytes;

    private Subject(byte[] bytes) {
        this.bytes = bytes;
    }

    /**
     * The subject of this text.
     *
     * @throws IllegalArgumentException if it is not a valid literal; says why
     */
    public static Subject of(String subject) {
        return new Subject(validBytes("subject", subject, false));
    }

    /** Its bytes in UTF-8: the array it keeps, not a copy, and never to be written to. */
    public byte[] bytes() {
        return bytes;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Subject that && Arrays.equals(bytes, that.bytes);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(bytes);
    }

    @Override
    public String toString() {
        return new String(bytes, UTF_8);
    }

    static byte[] validBytes(String noun, String text, boolean wildcardsAllowed) {
        byte[] bytes = text.getBytes(UTF_8);
        String fault = SubjectSyntax.faultOf(bytes, wildcardsAllowed);
        if (fault == null && mayBeReplaced(text, bytes) && !new String(bytes, UTF_8).equals(text)) {
            fault = "has half a surrogate pair";
        }
        if (fault != null) {
            throw new IllegalArgumentException(noun + " '" + text + "' " + fault);
        }
        return bytes;
    }

    /** Half a surrogate pair becomes a question mark; what has as many bytes as characters and none of those is ASCII. */
    private static boolean mayBeReplaced(String text, byte[] bytes) {
        if (bytes.length != text.length()) {
            return true;
        }
        for (byte one : bytes) {
            if (one == '?') {
                return true;
            }
        }
        return false;
    }
}
