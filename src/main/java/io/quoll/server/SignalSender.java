package io.quoll.server;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;

/**
 * Sends a signal to another process, by way of the shell, which needs no other program for it. The native executable asks the
 * system itself, since a small container may hold no shell; see {@code src-native}.
 */
final class SignalSender {

    private SignalSender() {}

    static void send(int processId, String signal) throws IOException {
        Process kill = new ProcessBuilder("sh", "-c", "kill -" + signal + " " + processId)
                .redirectErrorStream(true)
                .start();
        String answer = new String(kill.getInputStream().readAllBytes(), UTF_8).strip();
        try {
            if (kill.waitFor() != 0) {
                throw new IOException(answer);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while sending a signal", e);
        }
    }
}
