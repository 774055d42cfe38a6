package io.quoll.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.quoll.testkit.ClientProgram;
import io.quoll.testkit.ClientProgram.Outcome;
import io.quoll.testkit.QuollProcess;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The packaged program asks a service of the npm client who a client is, and both seal what they say. */
class SealedRequestsIT {

    @TempDir
    Path directory = Path.of("");

    @Test
    void shouldUnderstandTheKeysOfTheOfficialLibrary() throws Exception {
        // given
        ClientProgram program = ClientProgram.onNode("callout.mjs");
        String[] keys = program.run().text().split("\\s+", -1);
        Path config = directory.resolve("quoll.conf");
        Files.writeString(
                config,
                "accounts: { AUTH: { users: [ {user: auth, password: auth} ] }, APP: {} }\n"
                        + "authorization: { timeout: 10s, auth_callout: { issuer: " + keys[1]
                        + ", account: AUTH, auth_users: [ auth ], xkey: " + keys[3] + " } }\n");

        // when
        try (QuollProcess server = QuollProcess.serve(directory, "-c", config.toString())) {
            Outcome outcome = program.run("nats://127.0.0.1:" + server.port(), keys[0], keys[2]);

            // then
            assertThat(outcome.text()).isEqualTo("secret: came in\nguess: AuthorizationError: Authorization Violation");
            assertThat(outcome.exitCode()).isZero();
            assertThat(server.said()).contains("the service refuses: unknown").doesNotContain("guess");
        }
    }
}
