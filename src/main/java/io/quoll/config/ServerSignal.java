package io.quoll.config;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** What {@code --signal} can tell a running server, by nats-server's words for it, and the system's name of the signal. */
public enum ServerSignal {
    STOP("stop", "KILL"),
    QUIT("quit", "INT"),
    TERM("term", "TERM"),
    LAME_DUCK("ldm", "USR2"),
    RELOAD("reload", "HUP");

    private final String word;
    private final String systemName;

    ServerSignal(String word, String systemName) {
        this.word = word;
        this.systemName = systemName;
    }

    static Optional<ServerSignal> of(String word) {
        return Arrays.stream(values())
                .filter(signal -> signal.word.equals(word))
                .findFirst();
    }

    static List<String> words() {
        return Arrays.stream(values()).map(signal -> signal.word).toList();
    }

    /** As the system calls it, without the SIG in front. */
    public String systemName() {
        return systemName;
    }
}
