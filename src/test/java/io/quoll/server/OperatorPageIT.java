package io.quoll.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.quoll.testkit.ClientProgram;
import io.quoll.testkit.ClientProgram.Outcome;
import io.quoll.testkit.QuollProcess;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The page for operators in a browser, used by keyboard; and the streams that a page can read. */
class OperatorPageIT {

    @Test
    void shouldBeOfUseByKeyboard(@TempDir Path directory) throws Exception {
        // given
        ClientProgram browser = ClientProgram.inBrowser("operator.mjs");
        try (QuollProcess server = QuollProcess.serve(
                directory,
                "--http_api_port",
                "-1",
                "-js",
                "-sd",
                directory.resolve("store").toString())) {

            // when
            Outcome outcome = browser.run("http://127.0.0.1:" + server.apiPort());

            // then
            assertThat(outcome.text()).isEqualTo("ok");
        }
    }

    @Test
    void shouldShowWhatTheUserMaySee(@TempDir Path directory) throws Exception {
        // given
        ClientProgram browser = ClientProgram.inBrowser("signin.mjs");
        Path config = Files.writeString(directory.resolve("users.conf"), """
                jetstream { store_dir: "%s" }
                authorization {
                  users: [
                    { user: ada, password: all }
                    { user: bob, password: some, permissions: { publish: { deny: "$JS.API.STREAM.>" } } }
                  ]
                }
                """.formatted(directory.resolve("store")));
        try (QuollProcess server = QuollProcess.serve(directory, "--http_api_port", "-1", "-c", config.toString())) {

            // when
            Outcome outcome = browser.run("http://127.0.0.1:" + server.apiPort());

            // then
            assertThat(outcome.text()).isEqualTo("ok");
        }
    }
}
