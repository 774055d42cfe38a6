package io.quoll.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import at.favre.lib.crypto.bcrypt.BCrypt;
import io.nats.client.AuthenticationException;
import io.nats.client.Connection;
import io.nats.client.Nats;
import io.nats.client.Options;
import io.quoll.testkit.QuollProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** The packaged program judges bcrypt passwords. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PasswordIT {

    private QuollProcess server;

    @BeforeAll
    void start(@TempDir Path directory) throws IOException {
        String hash = BCrypt.withDefaults().hashToString(4, "secret".toCharArray());
        Path config = Files.writeString(
                directory.resolve("quoll.conf"),
                "authorization { users: [ { user: ann, password: \"" + hash + "\" } ] }");
        server = QuollProcess.serve(directory, "-c", config.toString());
    }

    @AfterAll
    void stop() {
        server.close();
    }

    @Test
    void shouldLetThoseInWhoKnowThePassword() throws Exception {
        // given
        Options options = options("secret");

        // when
        try (Connection client = Nats.connect(options)) {

            // then
            assertThat(client.getStatus()).isEqualTo(Connection.Status.CONNECTED);
        }
    }

    @Test
    void shouldRefuseThoseWhoDoNot() throws Exception {
        // given
        Options options = options("guess");

        // when
        assertThatThrownBy(() -> Nats.connect(options))

                // then
                .isInstanceOf(AuthenticationException.class);
    }

    private Options options(String password) throws IOException {
        return Options.builder()
                .server("nats://127.0.0.1:" + server.port())
                .userInfo("ann", password)
                .noReconnect()
                .build();
    }
}
