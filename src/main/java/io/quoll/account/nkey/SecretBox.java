package io.quoll.account.nkey;

import java.security.MessageDigest;
import java.util.Arrays;
import org.bouncycastle.crypto.engines.Salsa20Engine;
import org.bouncycastle.crypto.engines.XSalsa20Engine;
import org.bouncycastle.crypto.macs.Poly1305;
import org.bouncycastle.crypto.params.KeyParameter;
import org.bouncycastle.crypto.params.ParametersWithIV;
import org.bouncycastle.util.Pack;

/**
 * One message under a key that two have agreed on, as NaCl's {@code box} does it: XSalsa20, and Poly1305 over what comes out.
 * For one message only.
 *
 * <pre>
 *   Poly1305 │ encrypted
 *   16 B     │ as many as the message has
 * </pre>
 */
final class SecretBox {

    static final int NONCE_BYTES = 24;

    private static final int TAG_BYTES = 16;
    private static final int ROUNDS = 20;
    /** "expand 32-byte k", the constant of Salsa20. */
    private static final int[] SIGMA = {0x61707865, 0x3320646e, 0x79622d32, 0x6b206574};

    private final XSalsa20Engine cipher = new XSalsa20Engine();
    private final Poly1305 authenticator = new Poly1305();

    /**
     * @param shared what both have computed of their own secret and the other's public key
     */
    SecretBox(byte[] shared, byte[] nonce) {
        cipher.init(true, new ParametersWithIV(new KeyParameter(keyOf(shared)), nonce));
        // The first bytes of the stream are the key of the authenticator, as only the two can know them.
        byte[] once = new byte[PublicKey.KEY_BYTES];
        cipher.processBytes(once, 0, once.length, once, 0);
        authenticator.init(new KeyParameter(once));
    }

    byte[] close(byte[] message) {
        byte[] boxed = new byte[TAG_BYTES + message.length];
        cipher.processBytes(message, 0, message.length, boxed, TAG_BYTES);
        authenticator.update(boxed, TAG_BYTES, message.length);
        authenticator.doFinal(boxed, 0);
        return boxed;
    }

    byte[] open(byte[] boxed) throws SealException {
        if (boxed.length < TAG_BYTES) {
            throw new SealException("too short for something sealed");
        }
        byte[] tag = new byte[TAG_BYTES];
        authenticator.update(boxed, TAG_BYTES, boxed.length - TAG_BYTES);
        authenticator.doFinal(tag, 0);
        if (!MessageDigest.isEqual(tag, Arrays.copyOf(boxed, TAG_BYTES))) {
            throw new SealException("sealed by somebody else, for somebody else, or changed since");
        }
        byte[] message = new byte[boxed.length - TAG_BYTES];
        cipher.processBytes(boxed, TAG_BYTES, message.length, message, 0);
        return message;
    }

    /** HSalsa20 of the shared secret and zeros: what two points of a curve have in common is not evenly spread. */
    private static byte[] keyOf(byte[] shared) {
        int[] secret = new int[8];
        Pack.littleEndianToInt(shared, 0, secret);
        int[] in = new int[16];
        for (int i = 0; i < SIGMA.length; i++) {
            in[5 * i] = SIGMA[i];
            in[1 + i] = secret[i];
            in[11 + i] = secret[4 + i];
        }
        int[] out = new int[in.length];
        Salsa20Engine.salsaCore(ROUNDS, in, out);
        int[] key = new int[8];
        for (int i = 0; i < 4; i++) {
            // The core ends with adding what it began with, which HSalsa20 leaves out.
            key[i] = out[5 * i] - in[5 * i];
            key[4 + i] = out[6 + i] - in[6 + i];
        }
        return Pack.intToLittleEndian(key);
    }
}
