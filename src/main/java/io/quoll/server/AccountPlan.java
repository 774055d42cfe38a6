package io.quoll.server;

import io.quoll.account.Account;
import io.quoll.account.AccountDefinition;
import io.quoll.account.AccountDirectory;
import io.quoll.account.AccountException;
import io.quoll.account.AccountLimits;
import io.quoll.account.Authenticator;
import io.quoll.account.CertificateAuthenticator;
import io.quoll.account.ClientLimits;
import io.quoll.account.ConnectionType;
import io.quoll.account.Export;
import io.quoll.account.Import;
import io.quoll.account.Login;
import io.quoll.account.NkeyAuthenticator;
import io.quoll.account.OpenAuthenticator;
import io.quoll.account.PasswordAuthenticator;
import io.quoll.account.Permissions;
import io.quoll.account.ResponseRules;
import io.quoll.account.SubjectMapping;
import io.quoll.account.SubjectRules;
import io.quoll.account.TokenAuthenticator;
import io.quoll.account.User;
import io.quoll.account.nkey.KeyKind;
import io.quoll.account.nkey.PublicKey;
import io.quoll.config.AccountSettings;
import io.quoll.config.ConfigException;
import io.quoll.config.MappingEntry;
import io.quoll.config.PermissionSettings;
import io.quoll.config.Setting;
import io.quoll.config.Settings;
import io.quoll.config.SubjectLists;
import io.quoll.config.TlsSettings;
import io.quoll.config.UserCredentials;
import io.quoll.jetstream.api.JetStreamLimits;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What the settings say of accounts and users, in the words of the accounts. Made once for each configuration. */
final class AccountPlan {

    private static final Logger LOG = System.getLogger(AccountPlan.class.getName());

    private final Settings settings;
    private final String systemAccount;
    private final List<AccountDefinition> definitions = new ArrayList<>();
    private final Map<String, Planned> users = new HashMap<>();

    private record Planned(
            String account,
            UserCredentials credentials,
            @Nullable Permissions permissions) {
        Login login(AccountDirectory accounts) {
            Account account = accounts.find(account());
            if (account == null) {
                throw new IllegalStateException("no account " + account());
            }
            Set<ConnectionType> ways = credentials.connectionTypes().stream()
                    .map(ConnectionType::valueOf)
                    .collect(Collectors.toUnmodifiableSet());
            return new Login(credentials.password(), new User(credentials.name(), account, permissions), ways);
        }
    }

    private AccountPlan(Settings settings) {
        this.settings = settings;
        this.systemAccount =
                OperatorMode.of(settings).flatMap(OperatorMode::systemAccount).orElse(settings.systemAccount());
        try {
            definitions.add(new AccountDefinition(
                    Account.GLOBAL, AccountLimits.NONE, List.of(), List.of(), mappings(settings.mappings()), null));
            Permissions defaults =
                    settings.defaultPermissions().map(AccountPlan::permissions).orElse(null);
            settings.users().forEach(user -> plan(Account.GLOBAL, user, defaults));
            settings.accounts().forEach(this::plan);
        } catch (IllegalArgumentException e) {
            throw new ConfigException(settings.origin(blamed()), String.valueOf(e.getMessage()));
        }
    }

    /**
     * @throws ConfigException if some of it cannot be
     */
    static AccountPlan of(Settings settings) {
        AccountPlan plan = new AccountPlan(settings);
        if (plan.definitions.size() > 1 || !settings.mappings().isEmpty()) {
            // Imports and exports fit each other or the server does not start; a directory that nobody uses tells.
            plan.define(new AccountDirectory(1, () -> 0L));
        }
        return plan;
    }

    /** Makes the accounts what the settings say. */
    void define(AccountDirectory accounts) {
        try {
            accounts.define(definitions, systemAccount);
        } catch (AccountException e) {
            throw new ConfigException(settings.origin(blamed()), String.valueOf(e.getMessage()));
        }
    }

    private Setting blamed() {
        return settings.isGiven(Setting.ACCOUNTS) ? Setting.ACCOUNTS : Setting.MAPPINGS;
    }

    /** Who judges clients, once the accounts are defined. */
    Authenticator authenticator(AccountDirectory accounts) {
        if (settings.token().isPresent()) {
            return new TokenAuthenticator(settings.token().get(), accounts.global());
        }
        if (settings.tls().map(TlsSettings::verifyAndMap).orElse(false)) {
            Map<String, User> named = new HashMap<>();
            users.forEach(
                    (name, planned) -> named.put(name, planned.login(accounts).user()));
            return new CertificateAuthenticator(named);
        }
        if (users.isEmpty()) {
            return new OpenAuthenticator(accounts.global());
        }
        Map<String, Login> logins = new HashMap<>();
        Map<String, Login> keys = new HashMap<>();
        users.forEach((name, planned) -> {
            UserCredentials credentials = planned.credentials();
            (credentials.nkey().isEmpty() ? logins : keys).put(name, planned.login(accounts));
            if (credentials.nkey().isEmpty() && credentials.password().isEmpty()) {
                LOG.log(Level.WARNING, "the user ''{0}'' has no password: nobody comes in by that name", name);
            }
        });
        Authenticator passwords = new PasswordAuthenticator(
                logins, unproven(accounts), settings.noAuthUser().isEmpty());
        return keys.isEmpty() ? passwords : new NkeyAuthenticator(keys, passwords);
    }

    /** Users of the system's account alone keep nobody else out, as with nats-server. */
    private @Nullable User unproven(AccountDirectory accounts) {
        Planned named = settings.noAuthUser().map(users::get).orElse(null);
        if (named != null) {
            return named.login(accounts).user();
        }
        boolean onlyOfTheSystem = settings.users().isEmpty()
                && settings.accounts().size() == 1
                && settings.accounts().get(0).name().equals(settings.systemAccount());
        return onlyOfTheSystem ? new User(null, accounts.global()) : null;
    }

    /** Which accounts may keep streams and how much: all there are, unless the settings name accounts and say which. */
    Map<Account, JetStreamLimits> streamLimits(AccountDirectory accounts) {
        Map<Account, JetStreamLimits> limits = new HashMap<>();
        boolean named = false;
        for (AccountSettings settled : settings.accounts()) {
            Account account = accounts.find(settled.name());
            AccountSettings.Streams streams = settled.streams();
            named |= account != accounts.system();
            if (account != null && streams != null) {
                limits.put(account, limits(streams));
            }
        }
        if (!named && settings.operators().isEmpty()) {
            limits.put(accounts.global(), JetStreamLimits.NONE);
        }
        return limits;
    }

    private static JetStreamLimits limits(AccountSettings.Streams streams) {
        return new JetStreamLimits(
                streams.maxMemory(),
                streams.maxFile(),
                streams.maxStreams(),
                streams.maxConsumers(),
                streams.maxAckPending(),
                streams.memoryMaxStreamBytes(),
                streams.storeMaxStreamBytes(),
                streams.maxBytesRequired());
    }

    private void plan(AccountSettings account) {
        Permissions defaults = account.defaultPermissions() == null ? null : permissions(account.defaultPermissions());
        AccountSettings.Limits limits = account.limits();
        definitions.add(new AccountDefinition(
                account.name(),
                new AccountLimits(
                        limits.maxConnections(),
                        limits.maxLeafNodes(),
                        new ClientLimits(limits.maxSubscriptions(), limits.maxPayload())),
                account.exports().stream().map(AccountPlan::export).toList(),
                account.imports().stream().map(AccountPlan::imported).toList(),
                mappings(account.mappings()),
                defaults));
        account.users().forEach(user -> plan(account.name(), user, defaults));
    }

    private void plan(String account, UserCredentials user, @Nullable Permissions defaults) {
        Permissions own = user.permissions() == null ? defaults : permissions(user.permissions());
        if (!user.nkey().isEmpty() && !PublicKey.isValid(user.nkey(), KeyKind.USER)) {
            throw new IllegalArgumentException("not a valid public nkey for a user: " + user.nkey());
        }
        users.put(user.name(), new Planned(account, user, own));
    }

    private static Permissions permissions(PermissionSettings given) {
        PermissionSettings.Responses responses = given.responses();
        return new Permissions(
                rules(given.publish()),
                rules(given.subscribe()),
                responses == null ? null : new ResponseRules(responses.max(), responses.expires()));
    }

    private static SubjectRules rules(SubjectLists lists) {
        return new SubjectRules(lists.allow(), lists.deny());
    }

    private static Export export(AccountSettings.ExportEntry entry) {
        return new Export(
                entry.service() ? Export.Kind.SERVICE : Export.Kind.STREAM,
                entry.subject(),
                Set.copyOf(entry.accounts()),
                false,
                entry.accountTokenPosition(),
                switch (entry.answer()) {
                    case SINGLETON -> Export.Responses.SINGLETON;
                    case STREAM -> Export.Responses.STREAM;
                    case CHUNKED -> Export.Responses.CHUNKED;
                },
                entry.threshold() == null ? Export.DEFAULT_THRESHOLD : entry.threshold());
    }

    private static Import imported(AccountSettings.ImportEntry entry) {
        return new Import(
                entry.service() ? Export.Kind.SERVICE : Export.Kind.STREAM,
                entry.account(),
                entry.subject(),
                entry.to(),
                entry.share(),
                false);
    }

    private static List<SubjectMapping> mappings(List<MappingEntry> entries) {
        return entries.stream()
                .map(entry -> new SubjectMapping(
                        entry.source(),
                        entry.destinations().stream()
                                .map(to -> new SubjectMapping.Destination(to.subject(), to.weight(), to.cluster()))
                                .toList()))
                .toList();
    }
}
