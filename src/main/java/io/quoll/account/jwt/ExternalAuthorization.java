package io.quoll.account.jwt;

import java.util.List;

/**
 * Who else judges the users of an account: a service of the account's own, which these users run.
 *
 * @param allowedAccounts where the service may put a user besides its own account; {@code *} is anywhere
 * @param curveKey what requests are to be encrypted for, empty for not at all
 */
public record ExternalAuthorization(List<String> authUsers, List<String> allowedAccounts, String curveKey) {

    static ExternalAuthorization of(JsonObject json) throws JwtException {
        return new ExternalAuthorization(json.texts("auth_users"), json.texts("allowed_accounts"), json.text("xkey"));
    }

    public boolean isEnabled() {
        return !authUsers.isEmpty();
    }

    public boolean allows(String account) {
        return allowedAccounts.contains("*") || allowedAccounts.contains(account);
    }
}
