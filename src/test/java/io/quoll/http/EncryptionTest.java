package io.quoll.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.quoll.testkit.HttpApi;
import jakarta.inject.Inject;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@QuarkusTest
@TestProfile(EncryptedProfile.class)
class EncryptionTest {

    @Inject
    HttpApi api;

    @Inject
    @ConfigProperty(name = EncryptedProfile.DIRECTORY)
    String directory;

    private SSLContext context(boolean showsCertificate) throws GeneralSecurityException, IOException {
        KeyStore store = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(Path.of(directory, EncryptedProfile.STORE))) {
            store.load(in, new char[0]);
        }
        KeyManagerFactory keys = KeyManagerFactory.getInstance("SunX509");
        keys.init(store, new char[0]);
        TrustManagerFactory trust = TrustManagerFactory.getInstance("PKIX");
        trust.init(store);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(showsCertificate ? keys.getKeyManagers() : null, trust.getTrustManagers(), null);
        return context;
    }

    private HttpClient client(HttpClient.Version version, boolean showsCertificate) throws Exception {
        return HttpClient.newBuilder()
                .version(version)
                .sslContext(context(showsCertificate))
                .build();
    }

    private HttpRequest.Builder to(String path) {
        return HttpRequest.newBuilder(URI.create("https://localhost:" + api.port() + path));
    }

    @ParameterizedTest
    @EnumSource(HttpClient.Version.class)
    void shouldKnowClientsByTheirCertificates(HttpClient.Version version) throws Exception {
        // given
        HttpClient client = client(version, true);
        HttpRequest allowed = to("/v1/subjects/alice.a")
                .POST(HttpRequest.BodyPublishers.ofString("1"))
                .build();
        HttpRequest denied = to("/v1/subjects/bob.a")
                .POST(HttpRequest.BodyPublishers.ofString("1"))
                .build();

        // when
        HttpResponse<String> published = client.send(allowed, BodyHandlers.ofString());
        HttpResponse<String> refused = client.send(denied, BodyHandlers.ofString());

        // then
        assertThat(published.version()).isEqualTo(version);
        assertThat(published.statusCode()).isEqualTo(202);
        assertThat(refused.statusCode()).isEqualTo(403);
    }

    @Test
    void shouldTurnAwayWhoShowsNone() throws Exception {
        // given
        HttpClient client = client(HttpClient.Version.HTTP_1_1, false);
        HttpRequest request = to("/v1/openapi.json").build();

        // when / then
        assertThatThrownBy(() -> client.send(request, BodyHandlers.ofString())).isInstanceOf(IOException.class);
    }

    @Test
    void shouldAnswerPagesOfAnAllowedOrigin() throws Exception {
        // given
        HttpClient client = client(HttpClient.Version.HTTP_2, true);
        HttpRequest preflight = to("/v1/subjects/alice.a")
                .method("OPTIONS", HttpRequest.BodyPublishers.noBody())
                .header("Origin", EncryptedProfile.ORIGIN)
                .header("Access-Control-Request-Method", "POST")
                .header("Access-Control-Request-Headers", "authorization,nats-msg-id")
                .build();
        HttpRequest post = to("/v1/subjects/alice.a")
                .POST(HttpRequest.BodyPublishers.ofString("1"))
                .header("Origin", EncryptedProfile.ORIGIN)
                .build();

        // when
        HttpResponse<String> allowed = client.send(preflight, BodyHandlers.ofString());
        HttpResponse<String> published = client.send(post, BodyHandlers.ofString());

        // then
        assertThat(allowed.statusCode()).isEqualTo(204);
        assertThat(allowed.headers().firstValue("Access-Control-Allow-Origin")).hasValue(EncryptedProfile.ORIGIN);
        assertThat(allowed.headers().firstValue("Access-Control-Allow-Headers")).hasValue("authorization,nats-msg-id");
        assertThat(allowed.headers().firstValue("Access-Control-Allow-Methods"))
                .hasValueSatisfying(methods -> assertThat(methods).contains("PUT"));
        assertThat(published.statusCode()).isEqualTo(202);
        assertThat(published.headers().firstValue("Access-Control-Allow-Origin"))
                .hasValue(EncryptedProfile.ORIGIN);
        assertThat(published.headers().allValues("Vary")).contains("Origin");
    }

    @Test
    void shouldRefusePagesOfOtherOrigins() throws Exception {
        // given
        HttpClient client = client(HttpClient.Version.HTTP_1_1, true);
        HttpRequest.Builder post = to("/v1/subjects/alice.a").POST(HttpRequest.BodyPublishers.ofString("1"));

        // when
        HttpResponse<String> other =
                client.send(post.copy().header("Origin", "https://evil.example").build(), BodyHandlers.ofString());
        HttpResponse<String> own = client.send(
                post.copy().header("Origin", "https://localhost:" + api.port()).build(), BodyHandlers.ofString());

        // then
        assertThat(other.statusCode()).isEqualTo(403);
        assertThat(other.headers().firstValue("Access-Control-Allow-Origin")).isEmpty();
        assertThat(other.body()).contains("https://evil.example");
        assertThat(own.statusCode()).isEqualTo(202);
    }
}
