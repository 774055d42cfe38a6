package io.quoll.server;

import io.quoll.config.Settings;
import java.util.logging.Level;
import java.util.logging.Logger;

/** How much is logged, where that changes while the server runs. */
final class LogLevels {

    /** Kept, because a logger that nobody keeps forgets its level. */
    private static final Logger OURS = Logger.getLogger("io.quoll");

    private LogLevels() {}

    static void follow(Settings settings) {
        OURS.setLevel(settings.debug() ? Level.FINE : Level.INFO);
    }
}
