package io.quoll.config;

/** Something asked for that is passed over without harm; the server logs it as a warning when it starts. */
public record Notice(Origin origin, String text) {

    static Notice notBuilt(Origin origin, String what) {
        return new Notice(origin, "not built in yet: " + what);
    }

    @Override
    public String toString() {
        return origin.describe() + ": " + text;
    }
}
