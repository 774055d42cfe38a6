package io.quoll.config;

import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** What must hold between settings and beyond their types, whatever source each of them came from. */
final class SettingsRules {

    private final Settings settings;

    private SettingsRules(Settings settings) {
        this.settings = settings;
    }

    /** Throws a {@link ConfigException} at the origin of the first setting that breaks a rule. */
    static void check(Settings settings) {
        SettingsRules rules = new SettingsRules(settings);
        rules.checkName();
        rules.checkAdvertised();
        rules.checkSizes();
        rules.checkTimes();
        rules.checkAuthorization();
        rules.checkOperators();
        rules.checkTlsFlags();
        rules.checkStreams();
        rules.checkLog();
    }

    private void checkLog() {
        if (!List.of("text", "json").contains(settings.logFormat())) {
            throw broken(Setting.LOG_FORMAT, "log_format: '" + settings.logFormat() + "' is neither text nor json");
        }
    }

    private void checkTlsFlags() {
        settings.tlsFlag().ifPresent(asked -> {
            if (!settings.isGiven(Setting.TLS_CERT)) {
                throw broken(asked, "TLS Server certificate must be present and valid");
            }
            if (!settings.isGiven(Setting.TLS_KEY)) {
                throw broken(asked, "TLS Server private key must be present and valid");
            }
        });
    }

    private void checkStreams() {
        settings.jetStreamDurability().ifPresent(word -> {
            if (!List.of("always", "interval", "none").contains(word)) {
                throw broken(
                        Setting.JETSTREAM_DURABILITY,
                        "jetstream.durability: '" + word + "' is none of always, interval, none");
            }
        });
        try {
            settings.jetStreamSyncInterval();
        } catch (IllegalArgumentException e) {
            throw broken(Setting.JETSTREAM_SYNC_INTERVAL, "jetstream.sync_interval: " + e.getMessage());
        }
    }

    private void checkName() {
        settings.serverName()
                .filter(name -> name.isEmpty() || name.chars().anyMatch(Character::isWhitespace))
                .ifPresent(name -> {
                    throw broken(Setting.SERVER_NAME, "server_name must not be empty or hold blanks");
                });
    }

    private void checkAdvertised() {
        settings.clientAdvertise().ifPresent(address -> {
            int colon = address.lastIndexOf(':');
            if (address.isBlank() || colon == 0) {
                throw broken(Setting.CLIENT_ADVERTISE, "client_advertise needs a host");
            }
            if (colon > address.lastIndexOf(']')) {
                try {
                    HostPort.parse(address);
                } catch (IllegalArgumentException e) {
                    throw broken(Setting.CLIENT_ADVERTISE, "client_advertise: " + e.getMessage());
                }
            }
        });
    }

    private void checkSizes() {
        if (settings.maxPayload() > settings.maxPending()) {
            Setting blamed = settings.isGiven(Setting.MAX_PAYLOAD) ? Setting.MAX_PAYLOAD : Setting.MAX_PENDING;
            throw broken(
                    blamed,
                    "max_payload (" + settings.maxPayload() + ") must not be larger than max_pending ("
                            + settings.maxPending() + ")");
        }
        if (settings.maxSubscriptionTokens() > 255) {
            throw broken(Setting.MAX_SUBSCRIPTION_TOKENS, "max_subscription_tokens must not be larger than 255");
        }
        for (Setting setting : List.of(Setting.MAX_SUBSCRIPTION_TOKENS, Setting.EVENT_LOOPS)) {
            if (settings.number(setting) < 0) {
                throw broken(setting, setting.key() + " must not be negative");
            }
        }
    }

    private void checkTimes() {
        for (Setting setting : List.of(
                Setting.PING_INTERVAL,
                Setting.WRITE_DEADLINE,
                Setting.LAME_DUCK_DURATION,
                Setting.HTTP_API_HEARTBEAT,
                Setting.HTTP_API_REQUEST_TIMEOUT,
                Setting.AUTHORIZATION_TIMEOUT)) {
            if (settings.duration(setting).equals(Duration.ZERO)) {
                throw broken(setting, setting.key() + " must be longer than nothing");
            }
        }
        if (settings.lameDuckGracePeriod().compareTo(settings.lameDuckDuration()) >= 0) {
            Setting blamed = settings.isGiven(Setting.LAME_DUCK_GRACE_PERIOD)
                    ? Setting.LAME_DUCK_GRACE_PERIOD
                    : Setting.LAME_DUCK_DURATION;
            throw broken(
                    blamed,
                    "lame_duck_grace_period (" + TimeSpan.shown(settings.lameDuckGracePeriod())
                            + ") must be shorter than lame_duck_duration ("
                            + TimeSpan.shown(settings.lameDuckDuration()) + ")");
        }
    }

    private void checkAuthorization() {
        exclude(Setting.TOKEN, Setting.USERS, "a token and a list of users");
        exclude(Setting.USER, Setting.USERS, "a single user and a list of users");
        exclude(Setting.TOKEN, Setting.USER, "a token and a single user");
        if (settings.isGiven(Setting.USER) && !settings.isGiven(Setting.PASSWORD)) {
            throw broken(Setting.USER, "a user needs a password");
        }
        // Files define PASS as a variable beside a list of users; nats-server then takes it for no password of its own.
        if (settings.isGiven(Setting.PASSWORD) && !settings.isGiven(Setting.USER) && !settings.isGiven(Setting.USERS)) {
            throw broken(Setting.PASSWORD, "a password needs a user");
        }
        for (Setting setting : List.of(Setting.USER, Setting.PASSWORD, Setting.TOKEN)) {
            if (settings.text(setting).filter(String::isEmpty).isPresent()) {
                throw broken(setting, setting.key() + " must not be empty");
            }
        }
        // An empty list would let everybody in, which nobody who writes one can want.
        if (settings.isGiven(Setting.USERS) && settings.users().isEmpty()) {
            throw broken(Setting.USERS, "authorization.users must not be empty");
        }
        Set<String> seen = new HashSet<>();
        for (UserCredentials user : settings.users()) {
            if (!seen.add(user.name())) {
                throw broken(Setting.USERS, "the user '" + user.name() + "' is listed twice");
            }
        }
        checkAccounts(seen);
        settings.noAuthUser().filter(user -> !seen.contains(user)).ifPresent(user -> {
            throw broken(Setting.NO_AUTH_USER, "no_auth_user: there is no user '" + user + "'");
        });
    }

    private void checkAccounts(Set<String> users) {
        Set<String> names = new HashSet<>();
        for (AccountSettings account : settings.accounts()) {
            if (!names.add(account.name())) {
                throw broken(Setting.ACCOUNTS, "the account '" + account.name() + "' is listed twice");
            }
            if (!account.users().isEmpty()) {
                exclude(Setting.TOKEN, Setting.ACCOUNTS, "a token and users of accounts");
                exclude(Setting.USER, Setting.ACCOUNTS, "a single user and users of accounts");
            }
            for (UserCredentials user : account.users()) {
                if (!users.add(user.name())) {
                    throw broken(Setting.ACCOUNTS, "the user '" + user.name() + "' is listed twice");
                }
            }
        }
        if (settings.isGiven(Setting.SYSTEM_ACCOUNT)
                && !settings.systemAccount().equals("$SYS")
                && settings.operators().isEmpty()
                && !names.contains(settings.systemAccount())) {
            throw broken(
                    Setting.SYSTEM_ACCOUNT, "system_account: there is no account '" + settings.systemAccount() + "'");
        }
    }

    private void checkOperators() {
        if (settings.operators().isEmpty()) {
            // Without operators a resolver would protect nothing, and everybody come in.
            if (settings.isGiven(Setting.RESOLVER)) {
                throw broken(Setting.RESOLVER, "an account resolver requires an operator");
            }
            return;
        }
        if (settings.resolver().isEmpty()) {
            throw broken(Setting.OPERATOR, "operators require an account resolver to be configured");
        }
        for (Setting setting : List.of(Setting.USERS, Setting.USER, Setting.TOKEN, Setting.NO_AUTH_USER)) {
            if (settings.isGiven(setting)) {
                throw broken(setting, "operators do not allow users to be configured directly");
            }
        }
        if (settings.isGiven(Setting.ACCOUNTS)) {
            throw broken(Setting.ACCOUNTS, "operators do not allow Accounts to be configured directly");
        }
        if (settings.isGiven(Setting.AUTH_CALLOUT)) {
            throw broken(
                    Setting.AUTH_CALLOUT, "operators do not allow authorization callouts to be configured directly");
        }
    }

    private void exclude(Setting one, Setting other, String both) {
        if (settings.isGiven(one) && settings.isGiven(other)) {
            throw broken(
                    one,
                    both + " exclude each other; the other is given at "
                            + settings.origin(other).describe());
        }
    }

    private ConfigException broken(Setting setting, String sentence) {
        return new ConfigException(settings.origin(setting), sentence);
    }
}
