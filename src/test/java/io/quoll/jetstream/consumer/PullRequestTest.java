package io.quoll.jetstream.consumer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What clients send as requests for messages, sensible or not. */
class PullRequestTest {

    private static final byte[] REPLY = {'r'};
    private static final long NOW = 1_000;

    private static PullRequest read(String payload) throws PullRequest.Malformed {
        return PullRequest.read(REPLY, 0, payload.getBytes(StandardCharsets.UTF_8), NOW);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "''                  | 1",
                "' '                 | 1",
                "7                   | 7",
                "' 12 '              | 12",
                "-3                  | 1",
                "0                   | 1",
                "seven               | 1",
                "99999999999999      | 1",
                "{}                  | 1",
                "{\"batch\":5}       | 5",
                "{\"batch\":-5}      | 1",
                "{\"unknown\":true}  | 1",
            })
    void shouldFindHowManyAreWanted(String payload, int wanted) throws Exception {
        // when
        PullRequest request = read(payload);

        // then
        assertThat(request.wanted()).isEqualTo(wanted);
        assertThat(request.expiresAt()).isEqualTo(Long.MAX_VALUE);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"expires\":1000,\"idle_heartbeat\":501}  | heartbeat value too large",
                "{\"idle_heartbeat\":1}                     | heartbeat value too large",
                "{\"batch\":\"five\"}                       | json: cannot unmarshal string",
                "{\"no_wait\":1}                            | json: cannot unmarshal number",
                "{\"batch\":1                               | unexpected",
            })
    void shouldRefuseWhatMakesNoSense(String payload, String text) {
        assertThatThrownBy(() -> read(payload))
                .isInstanceOf(PullRequest.Malformed.class)
                .hasMessageStartingWith(text);
    }

    @Test
    void shouldCountDownMessagesAndBytes() throws Exception {
        // given
        PullRequest request = read("{\"batch\":10,\"max_bytes\":100,\"expires\":5000}");

        // when
        request.count(60);

        // then
        assertThat(request.wanted()).isEqualTo(9);
        assertThat(request.bytes()).isEqualTo(40);
        assertThat(request.expiresAt()).isEqualTo(NOW + 5_000);
        assertThat(request.isDone()).isFalse();
        request.count(40);
        assertThat(request.isDone()).isTrue();
    }
}
