package io.quoll.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ConnectOptionsTest {

    private static ConnectOptions parse(String json) throws IOException {
        return ConnectOptions.parse(json.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void shouldReadEveryField() throws IOException {
        // given
        String json = """
                {"verbose":false,"pedantic":false,"echo":false,"headers":true,"no_responders":true,"protocol":1,
                 "user":"ann","pass":"pw","auth_token":"tok","name":"n","lang":"java","version":"1.2",
                 "jwt":"j","nkey":"U","sig":"s","account":"A","tls_required":false}""";

        // when
        ConnectOptions options = parse(json);

        // then
        assertThat(options)
                .isEqualTo(new ConnectOptions(
                        false, false, false, true, true, 1, "ann", "pw", "tok", "n", "java", "1.2", "j", "U", "s",
                        true));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "null",
                " {} ",
                "{\"verbose\":null,\"user\":null,\"protocol\":null,\"account\":null}",
                "{\"unknown\":[{\"verbose\":false}]}",
                "{\"user\":\"\",\"account\":\"\",\"new_account\":false}"
            })
    void shouldKeepWhatHoldsWhereNothingIsSaid(String json) throws IOException {
        // given
        ConnectOptions before = ConnectOptions.BEFORE_CONNECT;

        // when
        ConnectOptions options = parse(json);

        // then
        assertThat(options).isEqualTo(before);
    }

    @Test
    void shouldKeepWhatAnEarlierConnectSaid() throws IOException {
        // given
        ConnectOptions before = parse("{\"verbose\":false,\"user\":\"ann\",\"pass\":\"pw\",\"headers\":true}");

        // when
        ConnectOptions options = ConnectOptions.parse("{\"pass\":\"other\"}".getBytes(StandardCharsets.UTF_8), before);

        // then
        assertThat(options.verbose()).isFalse();
        assertThat(options.headers()).isTrue();
        assertThat(options.user()).isEqualTo("ann");
        assertThat(options.password()).isEqualTo("other");
    }

    @Test
    void shouldReadNamesInEitherCaseAndLetTheLastOneHold() throws IOException {
        // given
        String json = "{\"verbose\":false,\"VERBOSE\":true,\"Verbose\":false}";

        // when
        ConnectOptions options = parse(json);

        // then
        assertThat(options.verbose()).isFalse();
    }

    @Test
    void shouldRepairTextThatIsNotUtf8() throws IOException {
        // given
        byte[] json = "{\"name\":\"a\u00FF\"}".getBytes(StandardCharsets.ISO_8859_1);

        // when
        ConnectOptions options = ConnectOptions.parse(json);

        // then
        assertThat(options.name()).isEqualTo("a\uFFFD");
    }

    @Test
    void shouldReadAProtocolBeyondAnyKnown() throws IOException {
        // given
        String json = "{\"protocol\":4294967297}";

        // when
        ConnectOptions options = parse(json);

        // then
        assertThat(options.protocol()).isGreaterThan(1);
    }

    @Test
    void shouldSurviveDeepNesting() throws IOException {
        // given
        String json = "{\"a\":" + "[".repeat(2000) + "]".repeat(2000) + "}";

        // when
        ConnectOptions options = parse(json);

        // then
        assertThat(options).isEqualTo(ConnectOptions.BEFORE_CONNECT);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "[]",
                "1",
                "\"x\"",
                "true",
                "{",
                "}",
                "{\"a\"}",
                "{\"a\":}",
                "{\"a\":1,}",
                "{a:1}",
                "{'a':1}",
                "{}x",
                "{}{}",
                "/**/{}",
                "{\"verbose\":1}",
                "{\"verbose\":\"true\"}",
                "{\"protocol\":\"1\"}",
                "{\"protocol\":1.0}",
                "{\"protocol\":99999999999999999999}",
                "{\"user\":1}",
                "{\"account\":1}",
                "{\"new_account\":\"x\"}",
                "{\"tls_required\":1}",
                "{\"proxy_sig\":1}",
                "{\"name\":\"\u0001\"}"
            })
    void shouldRefuse(String json) {
        // given
        byte[] bytes = json.getBytes(StandardCharsets.UTF_8);

        // when
        var parsing = assertThatThrownBy(() -> ConnectOptions.parse(bytes));

        // then
        parsing.isInstanceOf(IOException.class);
    }
}
