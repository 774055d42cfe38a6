package io.quoll.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WebSocketBlockTest {

    private static final SettingsLoader LOADER = new SettingsLoader(Map.of());

    private static Settings load(String text) {
        return LOADER.loadText("quoll.conf", text, Map.of(), PropertySource.none());
    }

    @Test
    void shouldReadAllOfIt() {
        // given
        String text = """
                ws {
                  listen: "10.0.0.1:443"
                  advertise: "ws.quoll.test:443"
                  no_tls: true
                  same_origin: true
                  allowed_origins: [ "https://a.test", "http://b.test:8080" ]
                  compression: true
                  handshake_timeout: "3s"
                  jwt_cookie: j
                  user_cookie: u
                  pass_cookie: p
                  token_cookie: t
                  headers { "X-A": b }
                  ping_interval: 30
                }
                """;

        // when
        Optional<WebSocketSettings> webSocket = load(text).webSocket();

        // then
        assertThat(webSocket)
                .contains(new WebSocketSettings(
                        Optional.of("10.0.0.1"),
                        443,
                        Optional.of("ws.quoll.test:443"),
                        Optional.empty(),
                        true,
                        List.of("https://a.test", "http://b.test:8080"),
                        true,
                        Duration.ofSeconds(3),
                        Optional.of("j"),
                        Optional.of("u"),
                        Optional.of("p"),
                        Optional.of("t"),
                        Map.of("X-A", "b"),
                        Optional.of(Duration.ofSeconds(30))));
    }

    @Test
    void shouldReadItsOwnTls() {
        // given
        String text = "websocket { port: -1, tls { cert_file: c, key_file: k } }";

        // when
        WebSocketSettings webSocket = load(text).webSocket().orElseThrow();

        // then
        assertThat(webSocket.port()).isEqualTo(-1);
        assertThat(webSocket.tls().orElseThrow().certificates())
                .containsExactly(new TlsSettings.KeyPair(Path.of("c"), Path.of("k")));
    }

    @Test
    void shouldNotListenWithoutAPort() {
        // given
        String text = "websocket { no_tls: true }";

        // when
        Optional<WebSocketSettings> webSocket = load(text).webSocket();

        // then
        assertThat(webSocket).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "websocket { port: 1 } | quoll.conf:1:11: websocket requires TLS configuration",
                "ws { prt: 1 } | quoll.conf:1:6: unknown key 'prt'; did you mean 'port'?",
                "ws { tls { cert_file: c } } | quoll.conf:1:10: missing 'key_file' in TLS configuration",
                "ws { allowed_origins: ['a b'] } | unable to parse allowed origin",
                "ws { allowed_origins: [a] } | 'a' is no origin such as https://host",
                "ws { no_auth_user: a } | 'websocket.no_auth_user' is known to nats-server but not built",
                "ws { authorization { user: a } } | 'websocket.authorization' is known to nats-server but not built"
            })
    void shouldSayWhatIsWrong(String text, String message) {
        // given
        PropertySource none = PropertySource.none();

        // when
        ConfigException thrown =
                catchThrowableOfType(ConfigException.class, () -> LOADER.loadText("quoll.conf", text, Map.of(), none));

        // then
        assertThat(thrown).hasMessageContaining(message);
    }
}
