package io.quoll.router;

import io.quoll.message.Publication;
import io.quoll.message.SubjectHash;
import io.quoll.subject.SubjectSyntax;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Which subjects lead to the same receivers whatever they end with. A branch is all subjects that have everything but the last
 * token in common, as replies to one client have; acknowledgements to streams, which differ in more, are one branch together.
 * Where no pattern tells apart what is in a branch, one match serves all of it.
 *
 * <p>Counts the patterns that do tell apart, by buckets: a bucket that is shared by chance costs a match, never makes one wrong.
 * Changed and asked under the router's lock.
 */
final class SubjectBranches {

    private static final byte[] ACKNOWLEDGEMENTS = "$JS.ACK.".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] ALL_ACKNOWLEDGEMENTS = "$JS.ACK.>".getBytes(StandardCharsets.US_ASCII);
    private static final long ACKNOWLEDGEMENTS_WORD = word(ACKNOWLEDGEMENTS);

    private static final int LITERALS = 2048;
    private static final int TAILS = 512;

    /** Literal patterns, by their branch. */
    private final int[] literals = new int[LITERALS];
    /** Patterns with a wildcard that end with a literal token, by their first token and how many there are. */
    private final int[] tails = new int[TAILS];
    /** Patterns that some acknowledgements match and others do not. */
    private int ofAcknowledgements;

    private static long word(byte[] bytes) {
        long word = 0;
        for (int i = Long.BYTES - 1; i >= 0; i--) {
            word = word << 8 | bytes[i] & 0xFF;
        }
        return word;
    }

    /** How long the part is that the message's subject has in common with its branch; 0 if it belongs to none. */
    static int lengthOf(Publication message) {
        ByteBuffer bytes = message.bytes();
        int start = message.subjectStart();
        int end = start + message.subjectLength();
        if (start == end || bytes.get(end - 1) == '.') {
            return 0;
        }
        if (end - start > ACKNOWLEDGEMENTS.length && bytes.getLong(start) == ACKNOWLEDGEMENTS_WORD) {
            // A subject with an empty token is matched by nothing.
            int tail = start + ACKNOWLEDGEMENTS.length;
            return hasEmptyToken(bytes, tail - 1, end) ? 0 : ACKNOWLEDGEMENTS.length;
        }
        int tail = end - 1;
        while (tail > start && bytes.get(tail - 1) != '.') {
            tail--;
        }
        return tail - start;
    }

    /** Whether there are two dots side by side; may say so, too, of bytes behind the end. */
    private static boolean hasEmptyToken(ByteBuffer bytes, int from, int end) {
        for (int i = from; i < end; i += Long.BYTES) {
            if ((dots(bytes.getLong(i)) & dots(bytes.getLong(i + 1))) != 0) {
                return true;
            }
        }
        return false;
    }

    /** The highest bit of each byte that is a dot. */
    private static long dots(long word) {
        long different = word ^ 0x2E2E_2E2E_2E2E_2E2EL;
        return ~((different & 0x7F7F_7F7F_7F7F_7F7FL) + 0x7F7F_7F7F_7F7F_7F7FL | different | 0x7F7F_7F7F_7F7F_7F7FL);
    }

    private static boolean isOfAcknowledgements(byte[] subject) {
        return subject.length > ACKNOWLEDGEMENTS.length
                && Arrays.equals(subject, 0, ACKNOWLEDGEMENTS.length, ACKNOWLEDGEMENTS, 0, ACKNOWLEDGEMENTS.length);
    }

    /** The hash of the branch that a literal pattern is in, or of nothing at all. */
    static long hashOfLiteral(byte[] pattern) {
        return SubjectHash.of(
                pattern, isOfAcknowledgements(pattern) ? ACKNOWLEDGEMENTS.length : startOfLastToken(pattern));
    }

    private static int startOfLastToken(byte[] subject) {
        int start = subject.length;
        while (start > 0 && subject[start - 1] != '.') {
            start--;
        }
        return start;
    }

    void added(byte[] pattern) {
        count(pattern, 1);
    }

    void removed(byte[] pattern) {
        count(pattern, -1);
    }

    private void count(byte[] pattern, int change) {
        if (SubjectSyntax.isLiteral(pattern)) {
            literals[literalBucket(hashOfLiteral(pattern))] += change;
            return;
        }
        int last = startOfLastToken(pattern);
        if (!isWildcard(pattern, last, pattern.length)) {
            tails[tailBucket(pattern)] += change;
        }
        if (tellsAcknowledgementsApart(pattern)) {
            ofAcknowledgements += change;
        }
    }

    private static boolean isWildcard(byte[] pattern, int from, int end) {
        return end - from == 1 && (pattern[from] == '*' || pattern[from] == '>');
    }

    private static boolean tellsAcknowledgementsApart(byte[] pattern) {
        int tokens = SubjectSyntax.tokenCount(pattern);
        boolean openEnded =
                pattern[pattern.length - 1] == '>' && isWildcard(pattern, startOfLastToken(pattern), pattern.length);
        if (openEnded && tokens <= 3 || !openEnded && tokens <= 2) {
            return false;
        }
        return SubjectSyntax.overlaps(pattern, ALL_ACKNOWLEDGEMENTS);
    }

    private static int literalBucket(long hash) {
        return (int) (hash >>> 20) & LITERALS - 1;
    }

    /** Patterns that begin with a wildcard are told apart by the number of tokens alone. */
    private static int tailBucket(byte[] subject) {
        int end = 0;
        while (end < subject.length && subject[end] != '.') {
            end++;
        }
        return isWildcard(subject, 0, end) ? openBucket(subject) : firstTokenBucket(subject, end);
    }

    private static int firstTokenBucket(byte[] subject, int end) {
        long hash = SubjectHash.mix(SubjectHash.of(subject, end), SubjectSyntax.tokenCount(subject));
        return TAILS / 2 + ((int) (hash >>> 20) & TAILS / 2 - 1);
    }

    private static int openBucket(byte[] subject) {
        return Math.min(SubjectSyntax.tokenCount(subject), TAILS / 2 - 1);
    }

    /** Whether whatever matches the subject matches all of its branch, and nothing else matches any of it. */
    boolean isUniform(byte[] subject, long hashOfBranch) {
        if (literals[literalBucket(hashOfBranch)] > 0) {
            return false;
        }
        if (isOfAcknowledgements(subject)) {
            return ofAcknowledgements == 0;
        }
        int end = 0;
        while (end < subject.length && subject[end] != '.') {
            end++;
        }
        return tails[firstTokenBucket(subject, end)] == 0 && tails[openBucket(subject)] == 0;
    }
}
