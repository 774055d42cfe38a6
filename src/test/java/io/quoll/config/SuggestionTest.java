package io.quoll.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SuggestionTest {

    private static final List<String> KNOWN = List.of("port", "max_payload", "max_pending", "host");

    @ParameterizedTest
    @CsvSource({"prot, port", "max_paylaod, max_payload", "maxpending, max_pending", "hosts, host", "zzz,", "o,"})
    void shouldNameTheNearestWord(String word, @Nullable String expected) {
        // given
        List<String> known = KNOWN;

        // when
        String nearest = Suggestion.nearest(word, known);

        // then
        assertThat(nearest).isEqualTo(expected);
    }

    @Test
    void shouldNotMeasureEndlessWords() {
        // given
        String word = "port".repeat(10_000);

        // when
        String question = Suggestion.asQuestion(word, KNOWN);

        // then
        assertThat(question).isEmpty();
    }
}
