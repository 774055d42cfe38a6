package io.quoll.server;

import io.quoll.config.Setting;
import io.quoll.config.Settings;
import io.quoll.config.WebSocketSettings;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What is otherwise in the settings that a running server is to follow from now on, compared with those it follows.
 *
 * @param changed in the order of the catalogue
 */
public record SettingsChange(Settings before, Settings after, List<Setting> changed) {

    private static final Logger LOG = System.getLogger("io.quoll");

    /** Of no consequence for who may come in. Whatever else changes, clients that are there are judged anew. */
    private static final Set<Setting> NOT_ABOUT_USERS = EnumSet.of(
            Setting.CLIENT_ADVERTISE,
            Setting.SERVER_TAGS,
            Setting.SERVER_METADATA,
            Setting.DEBUG,
            Setting.TRACE,
            Setting.MAX_TRACED_MSG_LEN,
            Setting.CONNECT_ERROR_REPORTS,
            Setting.RECONNECT_ERROR_REPORTS,
            Setting.HTTP_PUSH,
            Setting.MAX_CONTROL_LINE,
            Setting.MAX_PAYLOAD,
            Setting.MAX_CONNECTIONS,
            Setting.PING_INTERVAL,
            Setting.PING_MAX,
            Setting.WRITE_DEADLINE,
            Setting.NO_FAST_PRODUCER_STALL,
            Setting.LAME_DUCK_DURATION,
            Setting.LAME_DUCK_GRACE_PERIOD,
            Setting.AUTHORIZATION_TIMEOUT);

    /** @throws ReloadException for the first change that a running server cannot follow */
    static SettingsChange between(Settings before, Settings after) {
        List<Setting> changed = after.differences(before);
        for (Setting setting : changed) {
            if (!setting.reloadable() && !(setting == Setting.WEBSOCKET && differInTlsOnly(before, after))) {
                throw new ReloadException("config reload not supported for " + setting.key() + ": old="
                        + before.shown(setting) + ", new=" + after.shown(setting));
            }
        }
        return new SettingsChange(before, after, changed);
    }

    private static boolean differInTlsOnly(Settings before, Settings after) {
        Optional<WebSocketSettings> old = before.webSocket();
        Optional<WebSocketSettings> now = after.webSocket();
        return old.isPresent()
                && now.isPresent()
                && old.get().tls().isPresent() == now.get().tls().isPresent()
                && old.get().withoutTls().equals(now.get().withoutTls());
    }

    boolean concernsUsers() {
        return changed.stream().anyMatch(setting -> !NOT_ABOUT_USERS.contains(setting));
    }

    /** One line for each, as nats-server logs it. Certificates are read again in any case. */
    void log() {
        for (Setting setting : changed) {
            if (setting != Setting.TLS) {
                LOG.log(Level.INFO, "Reloaded: " + (setting.secret() ? plainly(setting) : shown(setting)));
            }
        }
        if (before.tls().isPresent() || after.tls().isPresent()) {
            LOG.log(Level.INFO, "Reloaded: tls = " + (after.tls().isPresent() ? "enabled" : "disabled"));
        }
        LOG.log(Level.INFO, "Reloaded server configuration");
    }

    private String shown(Setting setting) {
        return setting.key() + " = " + after.shown(setting);
    }

    private static String plainly(Setting setting) {
        return setting.key().replace('.', ' ');
    }
}
