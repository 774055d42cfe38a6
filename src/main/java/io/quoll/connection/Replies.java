package io.quoll.connection;

import io.quoll.protocol.ConnectOptions;
import io.quoll.protocol.ProtocolError;
import java.nio.charset.StandardCharsets;

/** What one client is told besides messages: that an operation was taken, that it was not, and whether it is still there. */
final class Replies {

    private static final byte[] OK = "+OK\r\n".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] PING = "PING\r\n".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] PONG = "PONG\r\n".getBytes(StandardCharsets.US_ASCII);

    private final ClientSink sink;
    private boolean verbose = ConnectOptions.BEFORE_CONNECT.verbose();

    Replies(ClientSink sink) {
        this.sink = sink;
    }

    /** Whether the client wants to hear of what was taken. */
    void verbose(boolean wanted) {
        verbose = wanted;
    }

    /** Says that an operation was taken, to a client that wants to hear it. */
    void acknowledge() {
        if (verbose) {
            sink.send(OK);
        }
    }

    /** Says what is wrong, where there are words for it. */
    void refuse(ProtocolError error, Object... arguments) {
        String line = error.line(arguments);
        if (line != null) {
            sink.send(line.getBytes(StandardCharsets.UTF_8));
        }
    }

    void ping() {
        sink.send(PING);
    }

    void pong() {
        sink.send(PONG);
    }
}
