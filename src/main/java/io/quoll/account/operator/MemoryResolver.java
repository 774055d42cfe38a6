package io.quoll.account.operator;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Accounts as the configuration lists them. Immutable; any thread. */
public final class MemoryResolver implements AccountResolver {

    private final Map<String, String> tokens;

    public MemoryResolver(Map<String, String> tokens) {
        this.tokens = Map.copyOf(tokens);
    }

    @Override
    public Optional<String> fetch(String account) {
        return Optional.ofNullable(tokens.get(account));
    }

    @Override
    public boolean isReadOnly() {
        return true;
    }

    @Override
    public void store(String account, String token) {
        throw new UnsupportedOperationException("accounts of the configuration stay as they are");
    }

    @Override
    public List<String> accounts() {
        return List.copyOf(tokens.keySet());
    }

    @Override
    public boolean allowsDelete() {
        return false;
    }

    @Override
    public void delete(String account) {
        throw new UnsupportedOperationException("accounts of the configuration stay as they are");
    }
}
