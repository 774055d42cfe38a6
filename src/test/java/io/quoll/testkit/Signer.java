package io.quoll.testkit;

import io.nats.client.NKey;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Base64;

/** A pair of keys as operators, accounts and users have one, made and used by the official client's code. */
public final class Signer {

    private final NKey key;

    private Signer(NKey key) {
        this.key = key;
    }

    /** The making of one key, of whatever kind. */
    private interface Making {
        NKey make() throws IOException, GeneralSecurityException;
    }

    public static Signer operator() {
        return made(() -> NKey.createOperator(null));
    }

    public static Signer account() {
        return made(() -> NKey.createAccount(null));
    }

    public static Signer user() {
        return made(() -> NKey.createUser(null));
    }

    private static Signer made(Making making) {
        try {
            return new Signer(making.make());
        } catch (IOException | GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    public NKey nkey() {
        return key;
    }

    /** The public key. */
    public String key() {
        try {
            return new String(key.getPublicKey());
        } catch (IOException | GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    public byte[] sign(byte[] bytes) {
        try {
            return key.sign(bytes);
        } catch (IOException | GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** What CONNECT says to prove that the key is held. */
    public String sign(String nonce) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(sign(nonce.getBytes(StandardCharsets.US_ASCII)));
    }
}
