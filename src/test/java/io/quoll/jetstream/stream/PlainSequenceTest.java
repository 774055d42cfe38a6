package io.quoll.jetstream.stream;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.quoll.message.Message;
import io.quoll.message.Publication;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is read without JSON, and what is not. */
class PlainSequenceTest {

    private static long read(String request) {
        return PlainSequence.of(Publication.of(Message.of("$JS.API.DIRECT.GET.S", request.getBytes(UTF_8))));
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"seq\":12}", "{\"seq\": 12}", " { \"seq\" : 12   } "})
    void shouldReadASequenceThatStandsAlone(String request) {
        // when / then
        assertThat(read(request)).isEqualTo(12);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "{}",
                "{",
                "{\"seq\"",
                "{\"seq\":",
                "{\"seq\":}",
                "{\"seq\":12",
                "{\"seq\":12} x",
                "{\"seq\":012}",
                "{\"seq\":0}",
                "{\"seq\":-1}",
                "{\"seq\":1.5}",
                "{\"seq\":1e3}",
                "{\"seq\":\"12\"}",
                "{\"sec\":12}",
                "{\"seq\":12,\"no_hdr\":true}",
                "{\"seq\":1234567890123456789}",
                "{\"seq\":99999999999999999999}"
            })
    void shouldLeaveEverythingElseToThoseWhoReadJson(String request) {
        // when / then
        assertThat(read(request)).isEqualTo(PlainSequence.NONE);
    }
}
