package io.quoll.config;

/** Who may come in, and the password, plain or as a bcrypt hash. */
public record UserCredentials(String user, String password) {

    /** Passwords stay out of logs. */
    @Override
    public String toString() {
        return user + ":***";
    }
}
