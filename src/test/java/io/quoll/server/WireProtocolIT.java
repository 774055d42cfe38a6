package io.quoll.server;

import io.quoll.testkit.QuollProcess;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** The wire cases against the packaged program. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class WireProtocolIT extends WireProtocolContract {

    private QuollProcess server;

    @BeforeAll
    void start(@TempDir Path directory) throws IOException {
        server = QuollProcess.serve(directory);
    }

    @Override
    int port() throws IOException {
        return server.port();
    }

    @AfterAll
    void stop() {
        server.close();
    }
}
