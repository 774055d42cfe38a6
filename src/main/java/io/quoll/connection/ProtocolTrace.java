package io.quoll.connection;

import io.quoll.message.Publication;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Logs a client's operations as nats-server does, for those who trace. */
final class ProtocolTrace {

    private static final Logger LOG = System.getLogger("io.quoll.trace");

    private final String client;

    ProtocolTrace(String client) {
        this.client = client;
    }

    void in(String operation, @Nullable Object... arguments) {
        StringBuilder line = new StringBuilder(operation);
        for (Object argument : arguments) {
            if (argument instanceof byte[] bytes) {
                line.append(' ').append(new String(bytes, StandardCharsets.UTF_8));
            } else if (argument != null) {
                line.append(' ').append(argument);
            }
        }
        log("<<-", line.toString());
    }

    void in(Publication message) {
        StringBuilder line = new StringBuilder(message.hasHeaders() ? "HPUB " : "PUB ")
                .append(new String(message.copySubject(), StandardCharsets.UTF_8));
        if (message.replyLength() > 0) {
            line.append(' ').append(new String(message.copyReply(), StandardCharsets.UTF_8));
        }
        if (message.hasHeaders()) {
            line.append(' ').append(message.headerLength());
        }
        log("<<-", line.append(' ').append(message.bodyLength()).toString());
    }

    void out(byte[] line) {
        log("->>", new String(line, StandardCharsets.UTF_8).strip());
    }

    void out(Publication message, ClientSubscription subscription) {
        log(
                "->>",
                "MSG " + new String(message.copySubject(), StandardCharsets.UTF_8) + ' ' + subscription.sid() + ' '
                        + message.bodyLength());
    }

    private void log(String direction, String line) {
        LOG.log(Level.INFO, client + " - " + direction + " [" + line + "]");
    }
}
