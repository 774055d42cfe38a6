package io.quoll.http.format;

import io.quoll.http.problem.Problem;
import io.quoll.http.problem.ProblemException;
import io.quoll.http.problem.ProblemType;
import io.quoll.message.MessageBatch;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How far a client has read of a stream, as it is told and tells it back in {@code Last-Event-ID}: the last sequence it has, as
 * in {@code 41}; within a snapshot of the last message of each subject its end behind that, as in {@code 41/1000}.
 *
 * @param snapshotEnd the last sequence of the snapshot, 0 where there is none
 */
public record StreamPlace(long sequence, long snapshotEnd) {

    private static final Pattern TEXT = Pattern.compile("(\\d{1,18})(?:/(\\d{1,18}))?");

    /** Writes the place of the message that the batch is at. */
    static void write(JsonBuffer json, MessageBatch batch) {
        json.number(batch.sequence());
        if (batch.snapshotEnd() > 0) {
            json.raw('/').number(batch.snapshotEnd());
        }
    }

    /**
     * @throws ProblemException if it is none
     */
    public static StreamPlace of(String text) {
        Matcher matcher = TEXT.matcher(text);
        if (matcher.matches()) {
            long sequence = Long.parseLong(matcher.group(1));
            long end = matcher.group(2) == null ? 0 : Long.parseLong(matcher.group(2));
            if (end == 0 || end >= sequence) {
                return new StreamPlace(sequence, end);
            }
        }
        throw Problem.of(ProblemType.INVALID_HEADER, "Last-Event-ID is no place in a stream")
                .asException();
    }
}
