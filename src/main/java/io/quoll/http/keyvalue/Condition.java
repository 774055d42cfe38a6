package io.quoll.http.keyvalue;

import io.quoll.http.ApiRequest;
import io.quoll.http.problem.Problem;
import io.quoll.http.problem.ProblemException;
import io.quoll.http.problem.ProblemType;
import io.quoll.jetstream.wire.ApiError;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Under which revision a key may be written: {@code If-Match} names it, or with a star any; {@code If-None-Match} with a star
 * stands for none. A revision's entity tag is its number in quotes.
 */
record Condition(
        boolean mustExist, boolean mustNotExist, @Nullable Long revision) {

    private static final String MATCH = "If-Match";
    private static final String NONE_MATCH = "If-None-Match";
    private static final String ANY = "*";
    private static final int PRECONDITION_FAILED = 412;
    private static final Pattern TAG = Pattern.compile("\"(\\d{1,18})\"");

    static Condition of(ApiRequest request) {
        String match = request.header(MATCH);
        String noneMatch = request.header(NONE_MATCH);
        if (match != null && noneMatch != null) {
            throw bad("If-Match and If-None-Match exclude each other");
        }
        if (noneMatch != null && !noneMatch.strip().equals(ANY)) {
            throw bad("If-None-Match must be * where something is written");
        }
        if (match == null || match.strip().equals(ANY)) {
            return new Condition(match != null, noneMatch != null, null);
        }
        return new Condition(false, false, revision(match.strip()));
    }

    private static long revision(String tag) {
        Matcher found = TAG.matcher(tag);
        if (!found.matches()) {
            throw bad("If-Match must be one revision in quotes, or *");
        }
        return Long.parseLong(found.group(1));
    }

    private static ProblemException bad(String what) {
        return Problem.of(ProblemType.INVALID_HEADER, what).asException();
    }

    /** What the revision is shown as. */
    static String tag(long revision) {
        return "\"" + revision + "\"";
    }

    /** Whether a reader has this revision already. */
    static boolean isKnown(ApiRequest request, long revision) {
        String noneMatch = request.header(NONE_MATCH);
        if (noneMatch == null) {
            return false;
        }
        for (String part : noneMatch.split(",", -1)) {
            String tag = part.strip();
            if (tag.equals(ANY) || tag.equals(tag(revision)) || tag.equals("W/" + tag(revision))) {
                return true;
            }
        }
        return false;
    }

    /** The key is not there, though it must be. */
    Problem failed() {
        ApiError error = ApiError.STREAM_WRONG_LAST_SEQUENCE;
        return Problem.ofStream(PRECONDITION_FAILED, error.errorCode(), "there is no such key");
    }

    /** What the stream said against the revision. */
    static Problem failed(Problem refusal) {
        return Problem.ofStream(PRECONDITION_FAILED, refusal.code(), refusal.detail());
    }
}
