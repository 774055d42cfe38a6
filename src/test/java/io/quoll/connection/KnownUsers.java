package io.quoll.connection;

import io.quoll.account.Account;
import io.quoll.account.Authenticator;
import io.quoll.account.Credentials;
import io.quoll.account.Permissions;
import io.quoll.account.ResponseRules;
import io.quoll.account.SubjectRules;
import io.quoll.account.User;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Lets in by name alone whom the test has made known. */
final class KnownUsers implements Authenticator {

    private final Map<String, User> users = new HashMap<>();

    void add(String name, Account account, @Nullable Permissions permissions) {
        users.put(name, new User(name, account, permissions));
    }

    void add(User user) {
        users.put(String.valueOf(user.name()), user);
    }

    /** Permissions of rules that commas separate; {@code null} says nothing. */
    static Permissions permissions(
            @Nullable String mayPublish,
            @Nullable String mayNotPublish,
            @Nullable String maySubscribe,
            @Nullable String mayNotSubscribe,
            @Nullable ResponseRules responses) {
        return new Permissions(rules(mayPublish, mayNotPublish), rules(maySubscribe, mayNotSubscribe), responses);
    }

    private static SubjectRules rules(@Nullable String allow, @Nullable String deny) {
        return new SubjectRules(allow == null ? null : list(allow), deny == null ? List.of() : list(deny));
    }

    private static List<String> list(String rules) {
        return rules.isEmpty() ? List.of() : Arrays.stream(rules.split(",")).toList();
    }

    @Override
    public boolean isRequired() {
        return true;
    }

    @Override
    public boolean isSlow(Credentials credentials) {
        return false;
    }

    @Override
    public @Nullable User authenticate(Credentials credentials) {
        return users.get(String.valueOf(credentials.user()));
    }
}
