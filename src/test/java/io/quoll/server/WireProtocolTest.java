package io.quoll.server;

import io.quoll.testkit.TestBroker;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.TestInstance;

/** The wire cases against a broker in this process. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class WireProtocolTest extends WireProtocolContract {

    private final TestBroker broker = TestBroker.start();

    @Override
    int port() {
        return broker.port();
    }

    @AfterAll
    void stop() throws Exception {
        broker.close();
    }
}
