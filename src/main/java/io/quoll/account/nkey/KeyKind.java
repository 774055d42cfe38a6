package io.quoll.account.nkey;

import org.jspecify.annotations.Nullable;

/** Whose key it is, written in the first byte, so that the key's text begins with the letter of its kind. */
public enum KeyKind {
    ACCOUNT('A'),
    CURVE('X'),
    OPERATOR('O'),
    SERVER('N'),
    USER('U');

    private final int prefix;

    /** The letter stands for five bits, which are the high ones of the first byte. */
    KeyKind(char letter) {
        this.prefix = (letter - 'A') << 3;
    }

    int prefix() {
        return prefix;
    }

    static @Nullable KeyKind ofPrefix(int prefix) {
        for (KeyKind kind : values()) {
            if (kind.prefix == prefix) {
                return kind;
            }
        }
        return null;
    }
}
