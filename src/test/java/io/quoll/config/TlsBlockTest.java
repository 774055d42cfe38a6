package io.quoll.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TlsBlockTest {

    private static final SettingsLoader LOADER = new SettingsLoader(Map.of());
    private static final String FILES = "cert_file: './c.pem', key_file: './k.pem'";

    private static Settings load(String text) {
        return LOADER.loadText("quoll.conf", text, Map.of(), PropertySource.none());
    }

    private static TlsSettings.KeyPair pair(String certificate, String key) {
        return new TlsSettings.KeyPair(Path.of(certificate), Path.of(key));
    }

    @Test
    void shouldReadAllOfIt() {
        // given
        String text = """
                tls {
                  cert_file: "./c.pem"
                  key_file: "./k.pem"
                  certs: [ { cert_file: b.pem, key_file: b.key } ]
                  ca_file: "./ca.pem"
                  verify_and_map: true
                  timeout: 0.5
                  handshake_first: "300ms"
                  min_version: "1.3"
                  cipher_suites: [ TLS_AES_128_GCM_SHA256, TLS_AES_256_GCM_SHA384 ]
                  curve_preferences: [ X25519, CurveP256 ]
                  pinned_certs: [ "AB0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcd" ]
                  connection_rate_limit: 10
                  insecure: true
                }
                allow_non_tls: true
                """;

        // when
        Settings settings = load(text);

        // then
        assertThat(settings.allowNonTls()).isTrue();
        assertThat(settings.tls())
                .contains(new TlsSettings(
                        List.of(pair("./c.pem", "./k.pem"), pair("b.pem", "b.key")),
                        Optional.of(Path.of("./ca.pem")),
                        true,
                        true,
                        Duration.ofMillis(500),
                        true,
                        Duration.ofMillis(300),
                        "1.3",
                        List.of("TLS_AES_128_GCM_SHA256", "TLS_AES_256_GCM_SHA384"),
                        List.of("X25519", "CurveP256"),
                        Set.of("ab0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcd"),
                        10));
    }

    @Test
    void shouldKnowWhatIsUsual() {
        // given
        String text = "tls { " + FILES + " }";

        // when
        TlsSettings tls = load(text).tls().orElseThrow();

        // then
        assertThat(tls.timeout()).isEqualTo(Duration.ofSeconds(2));
        assertThat(tls.minVersion()).isEqualTo("1.2");
        assertThat(tls.verify()).isFalse();
        assertThat(tls.handshakeFirst()).isFalse();
        assertThat(load("port: 1").tls()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "true, true, PT0S",
        "false, false, PT0S",
        "auto, true, PT0.05S",
        "'\"1s\"', true, PT1S",
        "off, false, PT0S"
    })
    void shouldReadWhenToShakeHands(String value, boolean first, Duration delay) {
        // given
        String text = "tls { " + FILES + ", handshake_first: " + value + " }";

        // when
        TlsSettings tls = load(text).tls().orElseThrow();

        // then
        assertThat(tls.handshakeFirst()).isEqualTo(first);
        assertThat(tls.fallbackDelay()).isEqualTo(delay);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "tls { key_file: k } | quoll.conf:1:5: missing 'cert_file' in TLS configuration",
                "tls { cert_file: c } | quoll.conf:1:5: missing 'key_file' in TLS configuration",
                "tls { } | quoll.conf:1:5: missing 'cert_file' in TLS configuration",
                "tls: true | quoll.conf:1:6: tls must be a block",
                "tls { cert_fil: c } | quoll.conf:1:7: unknown key 'cert_fil'; did you mean 'cert_file'?",
                "tls { min_version: 1.1 } | tls.min_version must be 1.2 or 1.3, not '1.1'",
                "tls { timeout: soon } | tls.timeout: 'soon' is not a duration",
                "tls { handshake_first: perhaps } | tls.handshake_first: 'perhaps' is not a duration",
                "tls { pinned_certs: [abc] } | tls.pinned_certs: 'abc' is no SHA-256",
                "tls { certs: [{cert_file: c}] } | an item of tls.certs needs a cert_file and a key_file",
                "tls { ocsp_peer: true } | 'tls.ocsp_peer' is known to nats-server but not built into this version"
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

    @Test
    void shouldTakeFlagsForABlock() {
        // given
        CommandLine.Run run = (CommandLine.Run)
                CommandLine.parse(List.of("--tls", "--tlscert=c.pem", "-tlskey", "k.pem", "--tlscacert", "ca.pem"));
        CommandLine.Run verifying =
                (CommandLine.Run) CommandLine.parse(List.of("--tlsverify", "--tlscert=c.pem", "--tlskey=k.pem"));

        // when
        TlsSettings tls = LOADER.load(run.flags(), PropertySource.none()).tls().orElseThrow();

        // then
        assertThat(tls.certificates()).containsExactly(pair("c.pem", "k.pem"));
        assertThat(tls.caFile()).contains(Path.of("ca.pem"));
        assertThat(tls.verify()).isFalse();
        assertThat(LOADER.load(verifying.flags(), PropertySource.none())
                        .tls()
                        .orElseThrow()
                        .verify())
                .isTrue();
    }

    @Test
    void shouldNotTakeFlagsWithoutFiles() {
        // given
        CommandLine.Run run = (CommandLine.Run) CommandLine.parse(List.of("--tls"));

        // when
        ConfigException thrown =
                catchThrowableOfType(ConfigException.class, () -> LOADER.load(run.flags(), PropertySource.none()));

        // then
        assertThat(thrown).hasMessage("flag --tls: TLS Server certificate must be present and valid");
    }

    @Test
    void shouldReadABlockFromAProperty() {
        // given
        PropertySource properties = PropertySource.of(
                Map.of("quoll.tls", "{ " + FILES + ", verify: true }", "QUOLL_ALLOW_NON_TLS", "true"));

        // when
        Settings settings = LOADER.load(Map.of(), properties);

        // then
        assertThat(settings.tls().orElseThrow().certificates()).containsExactly(pair("./c.pem", "./k.pem"));
        assertThat(settings.allowNonTls()).isTrue();
    }
}
