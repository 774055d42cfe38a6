package io.quoll.testkit;

import java.time.Instant;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** An operator with a system account and one account for everybody else, and the configuration that trusts it. */
public final class TestOperator {

    private static final Pattern NONCE = Pattern.compile("\"nonce\":\"([^\"]+)\"");

    public final Signer operator = Signer.operator();
    public final Signer system = Signer.account();
    public final Signer account = Signer.account();

    /** An account without limits. */
    public String accountToken() {
        return accountToken("");
    }

    /**
     * @param more NATS's own fields besides unlimited limits, with a comma at the end
     */
    public String accountToken(String more) {
        return TokenDraft.account(account)
                .name("app")
                .nats(more + TokenDraft.unlimited(""))
                .signedBy(operator);
    }

    /** The configuration, with the accounts known from the start. */
    public String config(String accountToken) {
        return trust() + "resolver: MEMORY\n" + preload(accountToken);
    }

    public String trust() {
        String self = TokenDraft.operator(operator).name("test").signedBy(operator);
        return "operator: \"" + self + "\"\nsystem_account: " + system.key() + "\n";
    }

    public String preload(String accountToken) {
        String systemToken = TokenDraft.account(system).name("SYS").signedBy(operator);
        return "resolver_preload: { " + system.key() + ": \"" + systemToken + "\", " + account.key() + ": \""
                + accountToken + "\" }\n";
    }

    /** A user of the account who may do everything. */
    public String userToken(Signer user) {
        return TokenDraft.user(user).issued(Instant.now()).signedBy(account);
    }

    public String systemUserToken(Signer user) {
        return TokenDraft.user(user).issued(Instant.now()).signedBy(system);
    }

    /** The nonce that an INFO gives out. */
    public static String nonce(String info) {
        Matcher matcher = NONCE.matcher(info);
        if (!matcher.find()) {
            throw new AssertionError("no nonce in " + info);
        }
        return matcher.group(1);
    }

    /** What CONNECT says, quietly, with these credentials. */
    public static String connect(String credentials) {
        return "CONNECT {\"verbose\":false,\"pedantic\":false,\"headers\":true,\"no_responders\":true,\"protocol\":0"
                + (credentials.isEmpty() ? "" : "," + credentials) + "}\r\n";
    }

    /** The credentials of a user with a token, who signs the nonce of that INFO. */
    public static String proof(String token, Signer user, String info) {
        return "\"jwt\":\"" + token + "\",\"sig\":\"" + user.sign(nonce(info)) + "\"";
    }
}
