package io.quoll.account;

import java.util.Set;

/**
 * A user and the password that proves it, as it stands or as a bcrypt hash. Never printed: {@link #toString} hides it.
 *
 * @param ways the ways in that are open to the user; empty for all
 */
public record Login(String password, User user, Set<ConnectionType> ways) {

    public Login {
        ways = Set.copyOf(ways);
    }

    public Login(String password, User user) {
        this(password, user, Set.of());
    }

    boolean allows(ConnectionType way) {
        return ways.isEmpty() || ways.contains(way);
    }

    @Override
    public String toString() {
        return "Login[" + user.name() + "]";
    }
}
