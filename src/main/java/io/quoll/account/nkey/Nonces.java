package io.quoll.account.nkey;

import java.security.SecureRandom;
import java.util.Base64;

/**
 * Makes what a client must sign to prove that it holds a key: another one for each connection, so that a signature seen
 * once is worth nothing later. Any thread.
 */
public final class Nonces {

    private static final int RANDOM_BYTES = 11;

    private final SecureRandom random = new SecureRandom();

    /** Fifteen letters; their bytes are what is signed. */
    public String next() {
        byte[] bytes = new byte[RANDOM_BYTES];
        random.nextBytes(bytes);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }
}
