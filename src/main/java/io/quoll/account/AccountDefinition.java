package io.quoll.account;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What an operator says of an account, in the configuration or in a token. Immutable; an {@link Account} follows the latest
 * one.
 *
 * @param defaultPermissions of users who have none of their own, null for everything
 */
public record AccountDefinition(
        String name,
        AccountLimits limits,
        List<Export> exports,
        List<Import> imports,
        List<SubjectMapping> mappings,
        @Nullable Permissions defaultPermissions) {

    public AccountDefinition {
        exports = List.copyOf(exports);
        imports = List.copyOf(imports);
        mappings = List.copyOf(mappings);
    }

    /** An account without limits, which offers nothing and takes nothing. */
    public static AccountDefinition of(String name) {
        return new AccountDefinition(name, AccountLimits.NONE, List.of(), List.of(), List.of(), null);
    }
}
