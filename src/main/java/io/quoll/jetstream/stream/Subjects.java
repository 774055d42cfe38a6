package io.quoll.jetstream.stream;

import io.quoll.subject.SubjectSyntax;
import java.nio.charset.StandardCharsets;

/** Questions about subjects that stand as text in configurations. Stateless. */
public final class Subjects {

    private Subjects() {}

    public static byte[] bytes(String subject) {
        return subject.getBytes(StandardCharsets.UTF_8);
    }

    public static String text(byte[] subject) {
        return new String(subject, StandardCharsets.UTF_8);
    }

    /** Whether it may be subscribed to. */
    public static boolean isValid(String subject) {
        return SubjectSyntax.isValidPattern(bytes(subject));
    }

    /** Whether it may be published to. */
    public static boolean isValidLiteral(String subject) {
        return SubjectSyntax.isValidLiteral(bytes(subject));
    }

    public static boolean isLiteral(String subject) {
        return SubjectSyntax.isLiteral(bytes(subject));
    }

    /** Whether some subject matches both; the empty pattern stands for all. */
    public static boolean overlap(String a, String b) {
        return a.isEmpty() || b.isEmpty() || SubjectSyntax.overlaps(bytes(a), bytes(b));
    }

    /** Whether every subject that matches the first matches the second too. */
    public static boolean isWithin(String inner, String outer) {
        String[] in = inner.split("\\.", -1);
        String[] out = outer.split("\\.", -1);
        for (int i = 0; i < out.length; i++) {
            if (i >= in.length) {
                return false;
            }
            if (out[i].equals(">")) {
                return true;
            }
            if (in[i].equals(">") || (!out[i].equals("*") && !out[i].equals(in[i]))) {
                return false;
            }
        }
        return in.length == out.length;
    }
}
