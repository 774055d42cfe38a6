package io.quoll.subject;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** A valid pattern of subjects, with or without wildcards: what a subscription asks for. Immutable. */
public final class SubjectPattern {

    private final byte[] bytes;

    private SubjectPattern(byte[] bytes) {
        this.bytes = bytes;
    }

    /**
     * The pattern of this text.
     *
     * @throws IllegalArgumentException if it is not a valid pattern; says why
     */
    public static SubjectPattern of(String pattern) {
        return new SubjectPattern(Subject.validBytes("pattern", pattern, true));
    }

    public boolean matches(Subject subject) {
        return SubjectSyntax.matches(bytes, subject.bytes());
    }

    public boolean isLiteral() {
        return SubjectSyntax.isLiteral(bytes);
    }

    /** Its bytes in UTF-8: the array it keeps, not a copy, and never to be written to. */
    public byte[] bytes() {
        return bytes;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof SubjectPattern that && Arrays.equals(bytes, that.bytes);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(bytes);
    }

    @Override
    public String toString() {
        return new String(bytes, UTF_8);
    }
}
