package io.quoll.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PushBlockTest {

    private static final SettingsLoader LOADER = new SettingsLoader(Map.of());

    private static Settings load(String text) {
        return LOADER.loadText("quoll.conf", text, Map.of(), PropertySource.none());
    }

    @Test
    void shouldReadAllOfIt() {
        // given
        String text = """
                http_push {
                  billing {
                    url: "https://billing.test/hook?of=quoll"
                    secret: "whsec_c2VjcmV0"
                    token: t0ken
                    timeout: "3s"
                    concurrency: 8
                    origin: quoll.test
                    accounts: [ A, B ]
                  }
                  plain { url: "http://10.0.0.1:8080" }
                }
                """;

        // when
        List<PushEndpointSettings> endpoints = load(text).httpPush();

        // then
        assertThat(endpoints)
                .containsExactly(
                        new PushEndpointSettings(
                                "billing",
                                URI.create("https://billing.test/hook?of=quoll"),
                                Optional.of("whsec_c2VjcmV0"),
                                Optional.of("t0ken"),
                                Duration.ofSeconds(3),
                                8,
                                Optional.of("quoll.test"),
                                List.of("A", "B")),
                        new PushEndpointSettings(
                                "plain",
                                URI.create("http://10.0.0.1:8080"),
                                Optional.empty(),
                                Optional.empty(),
                                Duration.ofSeconds(30),
                                1,
                                Optional.empty(),
                                List.of()));
        assertThat(endpoints.get(0)).as("without secrets").hasToString("billing https://billing.test/hook");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                http_push { a { secret: x } } | http_push.a needs a url
                http_push { a { url: "ftp://host/" } } | http_push.a.url: 'ftp://host/' is no URL of http or https
                http_push { a { url: "http:///path" } } | is no URL of http or https
                http_push { a { url: "http://user:pass@host/" } } | must have no user and no fragment
                http_push { a { url: "http://host/#part" } } | must have no user and no fragment
                http_push { a { url: "http://ho st/" } } | is no URL: Illegal character
                http_push { a { url: "http://host/", concurrency: 0 } } | http_push.a.concurrency
                http_push { a { url: "http://host/", concurrency: 2000 } } | must be at most 1024
                http_push { a { url: "http://host/", timeout: 0 } } | must be longer than nothing
                http_push { a { url: "http://host/", secret: "whsec_?" } } | must be base64
                http_push { a { url: "http://host/", uri: x } } | unknown key 'uri'
                http_push { "a b" { url: "http://host/" } } | is no name of letters
                http_push { a: 7 } | http_push.a must be a block
                """)
    void shouldSayWhatMakesNoSense(String text, String message) {
        // when
        assertThatThrownBy(() -> load(text))

                // then
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining(message);
    }
}
