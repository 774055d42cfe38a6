package io.quoll.http.push;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PushEndpointTest {

    @ParameterizedTest
    @ValueSource(strings = {"", "?", "?key=s3cret", "?code=s3cret&for=orders?"})
    void shouldShowItsNameAndAddressAndNoSecrets(String query) {
        // given
        PushEndpoint endpoint = new PushEndpoint(
                "hook",
                URI.create("https://example.com:8443/in/orders" + query),
                "s3cret",
                "s3cret",
                Duration.ofSeconds(5),
                1,
                null,
                List.of());

        // when
        String shown = endpoint.toString();

        // then
        assertThat(shown).isEqualTo("hook https://example.com:8443/in/orders");
    }
}
