package io.quoll.account.nkey;

import java.security.SecureRandom;
import org.bouncycastle.math.ec.rfc7748.X25519;

/**
 * The server's own pair of keys for what only one other is to read, made anew at each start and never kept. Any thread.
 *
 * <pre>
 *   xkv1 │ nonce │ {@link SecretBox}
 *   4 B  │ 24 B  │ 16 B and as many as the message has
 * </pre>
 */
public final class CurveKey {

    private static final byte[] VERSION = {'x', 'k', 'v', '1'};
    private static final int HEAD_BYTES = VERSION.length + SecretBox.NONCE_BYTES;

    private final SecureRandom random = new SecureRandom();
    private final byte[] secret = new byte[PublicKey.KEY_BYTES];
    private final PublicKey publicKey;

    private CurveKey() {
        X25519.generatePrivateKey(random, secret);
        byte[] half = new byte[PublicKey.KEY_BYTES];
        X25519.generatePublicKey(secret, 0, half, 0);
        publicKey = PublicKey.of(KeyKind.CURVE, half);
    }

    public static CurveKey generate() {
        return new CurveKey();
    }

    public PublicKey publicKey() {
        return publicKey;
    }

    /**
     * What only the holder of the other key can read.
     *
     * @throws IllegalArgumentException when it is no key to agree with
     */
    public byte[] seal(byte[] message, PublicKey recipient) {
        byte[] nonce = new byte[SecretBox.NONCE_BYTES];
        random.nextBytes(nonce);
        byte[] boxed = new SecretBox(agreeWith(recipient), nonce).close(message);
        byte[] sealed = new byte[HEAD_BYTES + boxed.length];
        System.arraycopy(VERSION, 0, sealed, 0, VERSION.length);
        System.arraycopy(nonce, 0, sealed, VERSION.length, nonce.length);
        System.arraycopy(boxed, 0, sealed, HEAD_BYTES, boxed.length);
        return sealed;
    }

    /**
     * What the holder of the other key has sealed for this one.
     *
     * @throws SealException when nobody has, or somebody else, or something was changed since
     * @throws IllegalArgumentException when it is no key to agree with
     */
    public byte[] open(byte[] sealed, PublicKey sender) throws SealException {
        if (sealed.length < HEAD_BYTES) {
            throw new SealException("too short for something sealed");
        }
        for (int i = 0; i < VERSION.length; i++) {
            if (sealed[i] != VERSION[i]) {
                throw new SealException("not sealed in a way that is known");
            }
        }
        byte[] nonce = new byte[SecretBox.NONCE_BYTES];
        System.arraycopy(sealed, VERSION.length, nonce, 0, nonce.length);
        byte[] boxed = new byte[sealed.length - HEAD_BYTES];
        System.arraycopy(sealed, HEAD_BYTES, boxed, 0, boxed.length);
        return new SecretBox(agreeWith(sender), nonce).open(boxed);
    }

    private byte[] agreeWith(PublicKey other) {
        byte[] shared = new byte[PublicKey.KEY_BYTES];
        if (other.kind() != KeyKind.CURVE || !X25519.calculateAgreement(secret, 0, other.bytes(), 0, shared, 0)) {
            throw new IllegalArgumentException(other + " is no key to agree with");
        }
        return shared;
    }
}
