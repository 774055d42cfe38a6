package io.quoll.subject;

import org.jspecify.annotations.Nullable;

/**
 * Judges the bytes of a subject: tokens parted by dots, where a whole token {@code *} stands for any one token and a
 * whole last token {@code >} for one or more. Stateless; any thread may call it. Only the methods named
 * {@code isValid…} accept anything: the others expect a valid pattern.
 */
public final class SubjectSyntax {

    private SubjectSyntax() {}

    /** Whether SUB may name it: no empty token, {@code >} only at the end, no white space, no NUL. */
    public static boolean isValidPattern(byte[] subject) {
        return faultOf(subject, true) == null;
    }

    /** Whether it is a valid pattern without a wildcard token. */
    public static boolean isValidLiteral(byte[] subject) {
        return faultOf(subject, false) == null;
    }

    /** Whether a valid pattern has no wildcard token. */
    public static boolean isLiteral(byte[] pattern) {
        int last = pattern.length - 1;
        for (int i = 0; i <= last; i++) {
            byte b = pattern[i];
            if ((b == '*' || b == '>') && (i == 0 || pattern[i - 1] == '.') && (i == last || pattern[i + 1] == '.')) {
                return false;
            }
        }
        return true;
    }

    public static int tokenCount(byte[] subject) {
        if (subject.length == 0) {
            return 0;
        }
        int tokens = 1;
        for (byte b : subject) {
            if (b == '.') {
                tokens++;
            }
        }
        return tokens;
    }

    /** Whether it may name a queue group: anything without white space that is not empty. */
    public static boolean isValidQueueName(byte[] name) {
        for (byte b : name) {
            if (isWhiteSpace(b)) {
                return false;
            }
        }
        return name.length > 0;
    }

    /** Whether a pattern matches a literal subject. A subject with an empty token is matched by nothing. */
    public static boolean matches(byte[] pattern, byte[] literal) {
        return !Tokens.anyEmpty(literal) && matchesFrom(pattern, 0, literal, 0);
    }

    /** Whether some literal subject matches both. */
    public static boolean overlaps(byte[] patternA, byte[] patternB) {
        int a = 0;
        int b = 0;
        while (a < patternA.length && b < patternB.length) {
            if (isTail(patternA, a) || isTail(patternB, b)) {
                return true;
            }
            int endA = Tokens.end(patternA, a);
            int endB = Tokens.end(patternB, b);
            if (!isStar(patternA, a, endA)
                    && !isStar(patternB, b, endB)
                    && !Tokens.equal(patternA, a, endA, patternB, b, endB)) {
                return false;
            }
            a = endA + 1;
            b = endB + 1;
        }
        return a > patternA.length && b > patternB.length;
    }

    /** Whether all that the second pattern, or literal, matches is matched by the first. */
    public static boolean covers(byte[] pattern, byte[] covered) {
        int at = 0;
        int to = 0;
        while (at < pattern.length && to < covered.length) {
            if (isTail(pattern, at)) {
                return true;
            }
            int patternEnd = Tokens.end(pattern, at);
            int coveredEnd = Tokens.end(covered, to);
            boolean equal = isStar(pattern, at, patternEnd)
                    ? !isTail(covered, to)
                    : Tokens.equal(pattern, at, patternEnd, covered, to, coveredEnd);
            if (!equal) {
                return false;
            }
            at = patternEnd + 1;
            to = coveredEnd + 1;
        }
        return at > pattern.length && to > covered.length;
    }

    /** As {@link #matches}, from the start of a token in each; a start beyond the length means no token is left. */
    static boolean matchesFrom(byte[] pattern, int patternFrom, byte[] literal, int literalFrom) {
        int at = patternFrom;
        int to = literalFrom;
        while (at < pattern.length) {
            if (to >= literal.length) {
                return false;
            }
            if (isTail(pattern, at)) {
                return true;
            }
            int patternEnd = Tokens.end(pattern, at);
            int literalEnd = Tokens.end(literal, to);
            if (!isStar(pattern, at, patternEnd) && !Tokens.equal(pattern, at, patternEnd, literal, to, literalEnd)) {
                return false;
            }
            at = patternEnd + 1;
            to = literalEnd + 1;
        }
        return to > literal.length;
    }

    /** What is wrong with it, to follow its name in a sentence, or null. */
    static @Nullable String faultOf(byte[] subject, boolean wildcardsAllowed) {
        if (subject.length == 0) {
            return "is empty";
        }
        int from = 0;
        while (from <= subject.length) {
            int end = Tokens.end(subject, from);
            if (end == from) {
                return "has an empty token";
            }
            for (int i = from; i < end; i++) {
                if (isWhiteSpace(subject[i])) {
                    return "has white space";
                }
                if (subject[i] == 0) {
                    return "has a NUL byte";
                }
            }
            boolean tail = end - from == 1 && subject[from] == '>';
            if (tail && end < subject.length) {
                return "has a '>' before its last token";
            }
            if (!wildcardsAllowed && (tail || isStar(subject, from, end))) {
                return "has a wildcard";
            }
            from = end + 1;
        }
        return null;
    }

    static boolean isStar(byte[] pattern, int from, int end) {
        return end - from == 1 && pattern[from] == '*';
    }

    /** Whether the token that starts here is the {@code >} at the end of a valid pattern. */
    static boolean isTail(byte[] pattern, int from) {
        return from == pattern.length - 1 && pattern[from] == '>';
    }

    private static boolean isWhiteSpace(byte b) {
        return b == ' ' || b == '\t' || b == '\r' || b == '\n' || b == '\f';
    }
}
