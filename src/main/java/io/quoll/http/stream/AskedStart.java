package io.quoll.http.stream;

import io.quoll.http.ApiRequest;
import io.quoll.http.format.StreamPlace;
import io.quoll.jetstream.reading.ReadingStart;
import io.quoll.jetstream.wire.Timestamps;
import java.util.regex.Pattern;

/** Where a request wants to begin: behind its {@code Last-Event-ID}, else where its parameter {@code start} says. */
final class AskedStart {

    static final String START = "start";

    /** Sent by browsers and others that were here before. */
    static final String LAST_EVENT_ID = "Last-Event-ID";

    private static final Pattern SEQUENCE = Pattern.compile("\\d{1,18}");

    private AskedStart() {}

    static ReadingStart of(ApiRequest request) {
        String last = request.header(LAST_EVENT_ID);
        if (last != null && !last.isBlank()) {
            StreamPlace place = StreamPlace.of(last.strip());
            return ReadingStart.behind(place.sequence(), place.snapshotEnd());
        }
        String start = request.parameter(START);
        return start == null ? ReadingStart.at(ReadingStart.Kind.ALL) : of(start);
    }

    private static ReadingStart of(String start) {
        return switch (start) {
            case "all" -> ReadingStart.at(ReadingStart.Kind.ALL);
            case "new" -> ReadingStart.at(ReadingStart.Kind.NEW);
            case "last" -> ReadingStart.at(ReadingStart.Kind.LAST);
            case "last-per-subject" -> ReadingStart.at(ReadingStart.Kind.LAST_PER_SUBJECT);
            default -> SEQUENCE.matcher(start).matches() ? sequence(start) : time(start);
        };
    }

    private static ReadingStart sequence(String text) {
        long sequence = Long.parseLong(text);
        if (sequence == 0) {
            throw ApiRequest.bad(START, "must be a sequence from 1 on");
        }
        return ReadingStart.atSequence(sequence);
    }

    private static ReadingStart time(String text) {
        try {
            return ReadingStart.atTime(Timestamps.parse(text));
        } catch (IllegalArgumentException e) {
            throw ApiRequest.bad(
                    START,
                    "must be all, new, last, last-per-subject, a sequence or a time such as 2026-01-31T12:00:00Z, not '"
                            + text + "'");
        }
    }
}
