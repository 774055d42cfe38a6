package io.quoll.server;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.quoll.testkit.QuollProcess;
import io.quoll.testkit.TestAuthority;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The packaged program and curl, in every way that HTTP may come: 1.1, h2c by upgrade and by prior knowledge, TLS, and h2. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class CurlIT {

    private static final int SECONDS = 30;
    private static final String LINES =
            "{\"subject\":\"curl.a\",\"payload\":\"two\"}\n{\"subject\":\"curl.b\",\"payload\":3}\n";

    /** A way, and the version that is spoken then. */
    private enum Way {
        HTTP_1("http", "--http1.1", "1.1"),
        H2C_BY_UPGRADE("http", "--http2", "2"),
        H2C_BY_PRIOR_KNOWLEDGE("http", "--http2-prior-knowledge", "2"),
        TLS("https", "--http1.1", "1.1"),
        H2("https", "--http2", "2");

        private final String scheme;
        private final String option;
        private final String version;

        Way(String scheme, String option, String version) {
            this.scheme = scheme;
            this.option = option;
            this.version = version;
        }
    }

    @TempDir
    static Path directory = Path.of("");

    private Path authority = directory;
    private QuollProcess plain;
    private QuollProcess encrypted;

    @BeforeAll
    void start() throws Exception {
        Assumptions.assumeTrue(
                new ProcessBuilder("sh", "-c", "command -v curl").start().waitFor() == 0, "no curl here");
        TestAuthority trusted = new TestAuthority(directory);
        authority = trusted.file();
        plain = serve("plain", "");
        encrypted = serve("encrypted", "tls { " + trusted.server().asConfig() + " }\n");
    }

    private static QuollProcess serve(String name, String config) throws IOException {
        Path here = Files.createDirectory(directory.resolve(name));
        Path file = Files.writeString(
                here.resolve("quoll.conf"), "jetstream { store_dir: '" + here + "/store' }\n" + config);
        return QuollProcess.serve(here, "--http_api_port", "-1", "-c", file.toString());
    }

    @AfterAll
    void stop() {
        plain.close();
        encrypted.close();
    }

    /** What curl prints, and behind it the version and the status. */
    private String curl(Way way, String path, String more) throws Exception {
        QuollProcess server = way.scheme.equals("http") ? plain : encrypted;
        String url = way.scheme + "://localhost:" + server.apiPort() + path;
        Path printed = Files.createTempFile(directory, "curl", ".out");
        String command = "curl -sS " + way.option + " --cacert '" + authority
                + "' -w '\\n%{http_version} %{http_code}' " + more + " '" + url + "'";
        Process process = new ProcessBuilder("sh", "-c", command)
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .redirectOutput(printed.toFile())
                .start();
        try {
            assertThat(process.waitFor(SECONDS, TimeUnit.SECONDS)).as(command).isTrue();
        } finally {
            process.destroyForcibly();
        }
        return Files.readString(printed, UTF_8);
    }

    @ParameterizedTest
    @EnumSource
    void shouldServe(Way way) throws Exception {
        // given
        curl(way, "/v1/streams/CURL", "-X PUT -d '{\"subjects\":[\"curl.>\"]}'");
        Path lines = Files.writeString(directory.resolve("lines"), LINES);

        // when
        String published = curl(way, "/v1/subjects/curl.a", "--data-binary one");
        // Without Expect, since curl does not send what it waits to send when the connection is upgraded meanwhile.
        String several = curl(
                way, "/v1/subjects", "-H 'Content-Type: application/x-ndjson' -H Expect: -X POST -T '" + lines + "'");
        String read = curl(way, "/v1/streams/CURL/messages?follow=false", "-N -H 'Accept: text/event-stream'");
        String refused = curl(way, "/v1/subjects/a..b", "-d x");
        String deleted = curl(way, "/v1/streams/CURL", "-X DELETE");

        // then
        assertThat(published).contains("\"seq\":1").endsWith(way.version + " 200");
        assertThat(several).contains("\"last\":2,\"status\":200").endsWith(way.version + " 200");
        assertThat(read)
                .containsSubsequence("id: 1\n", "\"one\"", "id: 2\n", "\"two\"", "id: 3\n")
                .endsWith(way.version + " 200");
        assertThat(refused).contains("urn:quoll:problem:invalid-subject").endsWith(way.version + " 400");
        assertThat(deleted).endsWith(way.version + " 200");
    }
}
