package io.quoll.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AcceptTest {

    private static final List<String> OFFERED = List.of("application/x-ndjson", "text/event-stream");

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "                                              | application/x-ndjson",
                "*/*                                           | application/x-ndjson",
                "text/event-stream                             | text/event-stream",
                "TEXT/Event-Stream; charset=utf-8              | text/event-stream",
                "text/*, */*;q=0.1                             | text/event-stream",
                "application/*;q=0.2, text/event-stream;q=0.3  | text/event-stream",
                "*/*, application/x-ndjson;q=0                 | text/event-stream",
                "text/event-stream, application/x-ndjson       | application/x-ndjson",
                "text/html                                     | ",
                "*/*;q=0                                       | ",
                "*/*;q=x                                       | ",
                ", ,                                           | "
            })
    void shouldChooseWhatTheClientLikesBest(String header, String expected) {
        // given
        List<String> offered = OFFERED;

        // when
        String best = Accept.best(header, offered);

        // then
        assertThat(best).isEqualTo(expected);
    }
}
