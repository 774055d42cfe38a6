package io.quoll.jetstream.wire;

import java.security.SecureRandom;

/** Letters and digits that nobody can guess, for names and ids that the server gives. */
public final class RandomText {

    private static final String ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

    private RandomText() {}

    public static String ofLength(int length) {
        // Not kept: what a static field holds, a native executable would hold from its building on.
        SecureRandom random = new SecureRandom();
        StringBuilder text = new StringBuilder(length);
        for (int i = 0; i < length; i++) {
            text.append(ALPHABET.charAt(random.nextInt(ALPHABET.length())));
        }
        return text.toString();
    }
}
