package io.quoll.jetstream.reading;

import io.quoll.subject.SubjectPattern;
import java.util.List;

/**
 * What somebody wants to read of a stream.
 *
 * @param start where to begin
 * @param patterns of which a message's subject has to match one; none for all
 * @param maxMessages after so many it completes, 0 for no end
 * @param follows whether to wait for messages that are yet to come; else it completes where the stream ended at the beginning
 */
public record ReadingTerms(ReadingStart start, List<SubjectPattern> patterns, long maxMessages, boolean follows) {}
