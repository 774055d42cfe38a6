package io.quoll.config;

import java.util.List;

/** Reads {@code authorization.auth_callout}. */
final class AuthCalloutBlock {

    /** Where the service listens unless another account is named. */
    private static final String DEFAULT_ACCOUNT = "$G";

    private static final List<String> KEYS = List.of("issuer", "account", "auth_users", "allowed_accounts", "xkey");

    private AuthCalloutBlock() {}

    static AuthCalloutSettings read(String name, ConfigValue value) {
        if (!(value instanceof ConfigValue.Block block)) {
            throw new ConfigException(value.origin(), name + " must be a block");
        }
        String issuer = "";
        String account = DEFAULT_ACCOUNT;
        List<String> authUsers = List.of();
        List<String> allowedAccounts = List.of();
        String curveKey = "";
        for (ConfigEntry entry : block.entries().values()) {
            String path = name + "." + ForeignKey.lower(entry.key());
            switch (ForeignKey.lower(entry.key())) {
                case "issuer" -> issuer = ValueType.textOf(path, entry.value());
                case "account", "acc" -> account = ValueType.textOf(path, entry.value());
                case "auth_users", "users" -> authUsers = Listing.texts(path, entry.value());
                case "allowed_accounts" -> allowedAccounts = Listing.texts(path, entry.value());
                case "xkey", "key" -> curveKey = ValueType.textOf(path, entry.value());
                default -> ForeignKey.refuseUnlessReferenced(path, entry, KEYS);
            }
        }
        if (issuer.isEmpty()) {
            throw new ConfigException(block.origin(), "Authorization callouts require an issuer to be specified");
        }
        if (authUsers.isEmpty()) {
            throw new ConfigException(
                    block.origin(), "Authorization callouts require authorized users to be specified");
        }
        return new AuthCalloutSettings(issuer, account, authUsers, allowedAccounts, curveKey);
    }
}
