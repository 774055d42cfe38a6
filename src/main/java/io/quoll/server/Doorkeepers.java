package io.quoll.server;

import io.quoll.account.Account;
import io.quoll.account.AccountDirectory;
import io.quoll.account.Authenticator;
import io.quoll.account.callout.Callout;
import io.quoll.account.callout.CalloutAuthenticator;
import io.quoll.account.callout.DelegatingJwtAuthenticator;
import io.quoll.account.callout.Questions;
import io.quoll.account.jwt.AuthorizationRequest;
import io.quoll.account.nkey.KeyKind;
import io.quoll.account.nkey.PublicKey;
import io.quoll.account.nkey.ServerKey;
import io.quoll.account.operator.JwtAuthenticator;
import io.quoll.account.operator.OperatorAccounts;
import io.quoll.config.AuthCalloutSettings;
import io.quoll.config.ConfigException;
import io.quoll.config.Setting;
import io.quoll.config.Settings;
import java.time.Clock;
import java.util.Set;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/** Chooses who judges clients: what is configured, the tokens of operators, or a service that either of them names. */
record Doorkeepers(
        Settings settings, AccountDirectory accounts, Identity identity, Questions questions, Executor worker) {

    /**
     * @param configured judges by what the settings say of users
     * @param operators the accounts of operators, where there are any
     */
    Authenticator choose(Authenticator configured, @Nullable OperatorAccounts operators) {
        ServerKey key = identity.key();
        if (key == null) {
            return configured;
        }
        Callout callout = new Callout(
                new AuthorizationRequest.Server(
                        identity.id(), identity.name(), settings.host(), Identity.NATS_VERSION, settings.serverTags()),
                key,
                questions,
                settings.authorizationTimeout(),
                Clock.systemUTC(),
                worker);
        if (operators != null) {
            return new DelegatingJwtAuthenticator(new JwtAuthenticator(operators), operators, callout);
        }
        return settings.authCallout()
                .<Authenticator>map(asked -> new CalloutAuthenticator(configured, callout, accounts, terms(asked)))
                .orElse(configured);
    }

    private CalloutAuthenticator.Terms terms(AuthCalloutSettings asked) {
        Account account = accounts.find(asked.account());
        if (account == null) {
            throw broken("auth_callout account '" + asked.account() + "' not found in configured accounts");
        }
        if (!PublicKey.isValid(asked.issuer(), KeyKind.ACCOUNT)) {
            throw broken("the issuer of auth_callout must be the public key of an account");
        }
        for (String allowed : asked.allowedAccounts()) {
            if (accounts.find(allowed) == null) {
                throw broken("auth_callout allowed account '" + allowed + "' not found in configured accounts");
            }
        }
        PublicKey curveKey = PublicKey.parse(asked.curveKey(), KeyKind.CURVE).orElse(null);
        if (curveKey == null && !asked.curveKey().isEmpty()) {
            throw broken("the xkey of auth_callout must be a public curve key");
        }
        return new CalloutAuthenticator.Terms(
                new Callout.Service(account, asked.issuer(), curveKey),
                Set.copyOf(asked.authUsers()),
                Set.copyOf(asked.allowedAccounts()));
    }

    private ConfigException broken(String sentence) {
        return new ConfigException(settings.origin(Setting.AUTH_CALLOUT), sentence);
    }
}
