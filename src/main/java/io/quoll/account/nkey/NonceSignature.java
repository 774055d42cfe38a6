package io.quoll.account.nkey;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/** What a client signed its connection's nonce with, as it stands in CONNECT. */
public final class NonceSignature {

    private NonceSignature() {}

    /**
     * Whether the holder of the key signed this nonce. Both alphabets of base 64 are read, with padding and without.
     *
     * @param nonce {@code null} where none was given out, and so none can be signed
     */
    public static boolean isOf(PublicKey key, @Nullable String nonce, @Nullable String signature) {
        if (nonce == null || signature == null) {
            return false;
        }
        byte[] bytes;
        try {
            String urlAlphabet = signature.replace('+', '-').replace('/', '_');
            bytes = Base64.getUrlDecoder().decode(urlAlphabet);
        } catch (IllegalArgumentException e) {
            return false;
        }
        return key.verifies(nonce.getBytes(StandardCharsets.US_ASCII), bytes);
    }
}
