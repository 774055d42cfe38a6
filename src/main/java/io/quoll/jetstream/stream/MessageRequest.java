package io.quoll.jetstream.stream;

import io.quoll.jetstream.wire.JsonInput;
import io.quoll.storage.MessageReader;
import java.util.List;

/**
 * Which stored messages somebody wants to have. A number is 0 and a text empty where nothing was said; times are in nanoseconds
 * since the epoch.
 */
public record MessageRequest(
        long sequence,
        String lastBySubject,
        String nextBySubject,
        long startTimeNanos,
        boolean hasStartTime,
        long batch,
        long maxBytes,
        List<String> multiLast,
        long upToSequence,
        long upToTimeNanos,
        boolean hasUpToTime,
        boolean noHeaders) {

    /** Reads a request. */
    public static MessageRequest read(byte[] json, boolean strict) {
        Reader reader = new Reader();
        JsonInput.object(json, "JSApiMsgGetRequest", strict, reader);
        return reader.request();
    }

    static MessageRequest lastOf(String subject, boolean noHeaders, long maxBytes) {
        return new MessageRequest(0, subject, "", 0, false, 0, maxBytes, List.of(), 0, 0, false, noHeaders);
    }

    /** Whether it wants nothing in particular. */
    boolean isEmpty() {
        return sequence == 0
                && lastBySubject.isEmpty()
                && nextBySubject.isEmpty()
                && multiLast.isEmpty()
                && !hasStartTime;
    }

    /** Whether what it wants excludes itself, where just one message is wanted. */
    public boolean isBadForOne() {
        return batch > 0
                || maxBytes > 0
                || sequence == 0 && lastBySubject.isEmpty() && nextBySubject.isEmpty() && !hasStartTime
                || contradictsItself();
    }

    boolean contradictsItself() {
        boolean last = !lastBySubject.isEmpty();
        boolean next = !nextBySubject.isEmpty();
        boolean multi = !multiLast.isEmpty();
        return sequence > 0 && last
                || sequence > 0 && hasStartTime
                || hasStartTime && last
                || last && next
                || last && batch > 0
                || last && multi
                || next && multi
                || upToSequence > 0 && hasUpToTime;
    }

    /** Whether it says anything beside which headers to leave out. */
    boolean selects() {
        return !isEmpty() || batch != 0 || upToSequence != 0 || hasUpToTime;
    }

    private static final class Reader implements JsonInput.Fields {
        private long sequence;
        private String lastBySubject = "";
        private String nextBySubject = "";
        private long startTime;
        private boolean hasStartTime;
        private long batch;
        private long maxBytes;
        private List<String> multiLast = List.of();
        private long upToSequence;
        private long upToTime;
        private boolean hasUpToTime;
        private boolean noHeaders;

        @Override
        public boolean take(String field, JsonInput value) {
            switch (field) {
                case "seq" -> sequence = value.unsigned();
                case "last_by_subj" -> lastBySubject = value.text();
                case "next_by_subj" -> nextBySubject = value.text();
                case "start_time" -> {
                    startTime = value.time();
                    hasStartTime = true;
                }
                case "batch" -> batch = value.smallNumber();
                case "max_bytes" -> maxBytes = value.smallNumber();
                case "multi_last" -> multiLast = value.texts();
                case "up_to_seq" -> upToSequence = value.unsigned();
                case "up_to_time" -> {
                    upToTime = value.time();
                    hasUpToTime = true;
                }
                case "no_hdr" -> noHeaders = value.flag();
                default -> {
                    return false;
                }
            }
            return true;
        }

        MessageRequest request() {
            return new MessageRequest(
                    sequence,
                    lastBySubject,
                    nextBySubject,
                    startTime,
                    hasStartTime,
                    batch,
                    maxBytes,
                    List.copyOf(multiLast),
                    upToSequence,
                    upToTime,
                    hasUpToTime,
                    noHeaders);
        }
    }

    /** Places the reader on the one message that is wanted. */
    public boolean find(Stream stream, MessageReader reader) {
        long from = hasStartTime ? stream.messages().sequenceAt(startTimeNanos) : sequence;
        if (!nextBySubject.isEmpty()) {
            return Subjects.isValid(nextBySubject) && reader.next(Math.max(1, from), StreamFilters.of(nextBySubject));
        }
        if (from > 0) {
            return reader.read(from);
        }
        return Subjects.isValid(lastBySubject) && reader.last(Long.MAX_VALUE, StreamFilters.of(lastBySubject));
    }
}
