package io.quoll.server;

import io.quoll.account.AccountDirectory;
import io.quoll.account.LiveUsers;
import io.quoll.account.jwt.DecoratedToken;
import io.quoll.account.jwt.JwtException;
import io.quoll.account.jwt.OperatorClaims;
import io.quoll.account.nkey.KeyKind;
import io.quoll.account.nkey.PublicKey;
import io.quoll.account.operator.AccountResolver;
import io.quoll.account.operator.DirectoryResolver;
import io.quoll.account.operator.MemoryResolver;
import io.quoll.account.operator.OperatorAccounts;
import io.quoll.account.operator.StreamGrants;
import io.quoll.account.operator.TrustedOperators;
import io.quoll.config.ConfigException;
import io.quoll.config.ResolverSettings;
import io.quoll.config.Setting;
import io.quoll.config.Settings;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** Reads what the settings say of operators and of where their accounts are. Whatever is wrong is a {@link ConfigException}. */
final class OperatorMode {

    /** What every token begins with. */
    private static final String TOKEN_START = "eyJ";

    private static final Pattern DOT = Pattern.compile("\\.");

    private final Settings settings;
    private final TrustedOperators operators;

    private OperatorMode(Settings settings, TrustedOperators operators) {
        this.settings = settings;
        this.operators = operators;
    }

    /** Empty where accounts are configured. */
    static Optional<OperatorMode> of(Settings settings) {
        if (settings.operators().isEmpty()) {
            return Optional.empty();
        }
        List<OperatorClaims> claims = new ArrayList<>();
        for (String operator : settings.operators()) {
            claims.add(operator(settings, operator.strip()));
        }
        return Optional.of(new OperatorMode(settings, new TrustedOperators(claims)));
    }

    private static OperatorClaims operator(Settings settings, String fileOrToken) {
        boolean inline = fileOrToken.startsWith(TOKEN_START);
        try {
            String content = inline ? fileOrToken : Files.readString(Path.of(fileOrToken), StandardCharsets.UTF_8);
            OperatorClaims claims = OperatorClaims.verify(DecoratedToken.bare(content));
            checkVersion(claims);
            return claims;
        } catch (IOException | InvalidPathException e) {
            throw broken(settings, Setting.OPERATOR, "the operator's file " + fileOrToken + " cannot be read");
        } catch (JwtException e) {
            throw broken(
                    settings,
                    Setting.OPERATOR,
                    "the operator" + (inline ? "" : " in " + fileOrToken) + " is not accepted: " + e.getMessage());
        }
    }

    private static void checkVersion(OperatorClaims claims) throws JwtException {
        String asserted = claims.assertedVersion();
        try {
            if (!asserted.isEmpty() && Arrays.compare(numbers(asserted), numbers(Identity.NATS_VERSION)) > 0) {
                throw new JwtException("it expects a server of release " + asserted);
            }
        } catch (NumberFormatException e) {
            throw new JwtException("it expects a server of a release that is none");
        }
    }

    private static int[] numbers(String version) {
        return DOT.splitAsStream(version).mapToInt(Integer::parseInt).toArray();
    }

    /** The system's account, named by the settings or by the operator. */
    Optional<String> systemAccount() {
        Optional<String> named =
                settings.isGiven(Setting.SYSTEM_ACCOUNT) ? Optional.of(settings.systemAccount()) : Optional.empty();
        Optional<String> claimed = operators.systemAccount();
        if (named.isPresent() && claimed.isPresent() && !named.equals(claimed)) {
            throw broken(
                    settings, Setting.SYSTEM_ACCOUNT, "system_account in config and operator JWT must be identical");
        }
        Optional<String> account = named.or(() -> claimed);
        if (account.isPresent() && !PublicKey.isValid(account.get(), KeyKind.ACCOUNT)) {
            throw broken(settings, Setting.SYSTEM_ACCOUNT, "system_account must be the public key of an account");
        }
        return account;
    }

    /** The accounts as the resolver has them. */
    OperatorAccounts accounts(AccountDirectory directory, LiveUsers users, StreamGrants streams, InstantSource clock) {
        try {
            return new OperatorAccounts(operators, resolver(), directory, users, streams, clock);
        } catch (IOException e) {
            throw broken(settings, Setting.RESOLVER, "the resolver's directory cannot be used: " + e.getMessage());
        }
    }

    private AccountResolver resolver() throws IOException {
        ResolverSettings resolver = settings.resolver().orElseThrow();
        Map<String, String> preload = preload();
        if (resolver.kind() == ResolverSettings.Kind.MEMORY) {
            return new MemoryResolver(preload);
        }
        DirectoryResolver directory = new DirectoryResolver(
                resolver.directory().orElseThrow(), resolver.limit(), resolver.allowDelete(), !resolver.hardDelete());
        for (Map.Entry<String, String> account : preload.entrySet()) {
            // What came over the wire since is newer.
            if (directory.fetch(account.getKey()).isEmpty()) {
                directory.store(account.getKey(), account.getValue());
            }
        }
        return directory;
    }

    private Map<String, String> preload() {
        Map<String, String> preload = new HashMap<>();
        settings.resolverPreload().forEach((account, token) -> {
            if (!PublicKey.isValid(account, KeyKind.ACCOUNT)) {
                throw broken(
                        settings,
                        Setting.RESOLVER_PRELOAD,
                        "preload account error: '" + account + "' is no account's key");
            }
            preload.put(account, token.strip());
        });
        return preload;
    }

    private static ConfigException broken(Settings settings, Setting setting, String sentence) {
        return new ConfigException(settings.origin(setting), sentence);
    }
}
