package io.quoll.account;

/** A user and the password that proves it, as it stands or as a bcrypt hash. Never printed: {@link #toString} hides it. */
public record Login(String password, User user) {

    @Override
    public String toString() {
        return "Login[" + user.name() + "]";
    }
}
