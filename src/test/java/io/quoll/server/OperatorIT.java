package io.quoll.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nats.client.AuthenticationException;
import io.nats.client.Connection;
import io.nats.client.Nats;
import io.nats.client.Options;
import io.quoll.testkit.QuollProcess;
import io.quoll.testkit.Signer;
import io.quoll.testkit.TestOperator;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** The packaged program trusts an operator, and judges the signatures of its accounts' users. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class OperatorIT {

    private final TestOperator operator = new TestOperator();
    private final Signer user = Signer.user();
    private QuollProcess server;

    @BeforeAll
    void start(@TempDir Path directory) throws IOException {
        Path config = Files.writeString(directory.resolve("quoll.conf"), operator.config(operator.accountToken()));
        server = QuollProcess.serve(directory, "-c", config.toString());
    }

    @AfterAll
    void stop() {
        server.close();
    }

    @Test
    void shouldLetAUserInWhoSigns() throws Exception {
        // given
        Options options = options(user);

        // when
        try (Connection client = Nats.connect(options)) {

            // then
            assertThat(client.getStatus()).isEqualTo(Connection.Status.CONNECTED);
        }
    }

    @Test
    void shouldRefuseWhoeverSignsWithAnotherKey() throws Exception {
        // given
        Options options = options(Signer.user());

        // when
        assertThatThrownBy(() -> Nats.connect(options))

                // then
                .isInstanceOf(AuthenticationException.class);
    }

    /** The user's token, with the signature of whoever it is. */
    private Options options(Signer signer) throws IOException {
        return Options.builder()
                .server("nats://127.0.0.1:" + server.port())
                .authHandler(Nats.staticCredentials(
                        operator.userToken(user).toCharArray(), signer.nkey().getSeed()))
                .noReconnect()
                .build();
    }
}
