package io.quoll.server;

import io.quoll.config.ConfigException;
import io.quoll.config.Settings;
import io.quoll.transport.tls.TlsException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Reads the configuration again and lets the running server follow it: all that is in it, or nothing. Asked for by a signal or
 * by an operator's request; runs on a thread of its own, one at a time.
 */
final class Reload {

    private static final Logger LOG = System.getLogger("io.quoll");

    static final String NO_FILE = "can only reload config when a file is provided using -c or --config";

    private final Broker broker;
    private final Supplier<Settings> reader;

    /** @param reader makes settings from flags, properties and files as they are now */
    Reload(Broker broker, Supplier<Settings> reader) {
        this.broker = broker;
        this.reader = reader;
    }

    /** As {@link #now}, elsewhere and later. For the thread of signals. */
    void soon() {
        Thread thread = new Thread(this::now, "reload");
        thread.setDaemon(true);
        thread.start();
    }

    /**
     * Reloads, and logs what came of it.
     *
     * @return why nothing has changed; empty if all went well
     */
    synchronized Optional<String> now() {
        try {
            if (broker.settings().configFile().isEmpty()) {
                throw new ReloadException(NO_FILE);
            }
            Settings next = reader.get();
            SettingsChange change = broker.reload(next);
            next.notices().forEach(notice -> LOG.log(Level.WARNING, notice.toString()));
            change.log();
            return Optional.empty();
        } catch (ConfigException | TlsException | ReloadException e) {
            String why = String.valueOf(e.getMessage());
            LOG.log(Level.ERROR, "Failed to reload server configuration: " + why);
            return Optional.of(why);
        }
    }
}
