package io.quoll.account.nkey;

import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.Signature;
import java.security.spec.X509EncodedKeySpec;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The public half of a key, known by its text. Immutable; any thread. Verifying costs about a tenth of a millisecond and so
 * belongs on a worker.
 *
 * <pre>
 *   kind │ public key         │ CRC-16, low byte first      in base 32: 56 letters
 *   1 B  │ 32 B               │ 2 B
 * </pre>
 */
public final class PublicKey {

    static final int KEY_BYTES = 32;

    private static final int TEXT_LETTERS = 56;
    private static final int WITHOUT_CHECKSUM = 1 + KEY_BYTES;

    /** What stands before the key where the JDK reads one: its length and the name of the algorithm. */
    private static final byte[] X509_HEAD = HexFormat.of().parseHex("302a300506032b6570032100");

    private final KeyKind kind;
    private final byte[] key;
    private final String text;

    private PublicKey(KeyKind kind, byte[] key, String text) {
        this.kind = kind;
        this.key = key;
        this.text = text;
    }

    /**
     * @param key 32 bytes
     */
    public static PublicKey of(KeyKind kind, byte[] key) {
        if (key.length != KEY_BYTES) {
            throw new IllegalArgumentException("a key has " + KEY_BYTES + " bytes, not " + key.length);
        }
        byte[] raw = new byte[WITHOUT_CHECKSUM + 2];
        raw[0] = (byte) kind.prefix();
        System.arraycopy(key, 0, raw, 1, KEY_BYTES);
        int checksum = Checksum.of(raw, WITHOUT_CHECKSUM);
        raw[WITHOUT_CHECKSUM] = (byte) checksum;
        raw[WITHOUT_CHECKSUM + 1] = (byte) (checksum >>> 8);
        return new PublicKey(kind, key.clone(), Base32.encode(raw));
    }

    /** The key of that text; empty if it is no public key, or one that was mistyped. */
    public static Optional<PublicKey> parse(@Nullable String text) {
        if (text == null || text.length() != TEXT_LETTERS) {
            return Optional.empty();
        }
        byte[] raw;
        try {
            raw = Base32.decode(text);
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
        int checksum = raw[WITHOUT_CHECKSUM] & 0xFF | (raw[WITHOUT_CHECKSUM + 1] & 0xFF) << 8;
        KeyKind kind = KeyKind.ofPrefix(raw[0] & 0xFF);
        return kind == null || checksum != Checksum.of(raw, WITHOUT_CHECKSUM)
                ? Optional.empty()
                : Optional.of(new PublicKey(kind, Arrays.copyOfRange(raw, 1, WITHOUT_CHECKSUM), text));
    }

    /** The same, of that kind only. */
    public static Optional<PublicKey> parse(@Nullable String text, KeyKind kind) {
        return parse(text).filter(key -> key.kind == kind);
    }

    /** Whether the text is a public key of that kind. */
    public static boolean isValid(@Nullable String text, KeyKind kind) {
        return parse(text, kind).isPresent();
    }

    public KeyKind kind() {
        return kind;
    }

    /** The 32 bytes of the key: the array it keeps, never to be written to. */
    byte[] bytes() {
        return key;
    }

    /** Whether the holder of the secret half signed exactly this. What is no signature at all did not, nor a curve key. */
    public boolean verifies(byte[] signed, byte[] signature) {
        try {
            byte[] encoded = Arrays.copyOf(X509_HEAD, X509_HEAD.length + KEY_BYTES);
            System.arraycopy(key, 0, encoded, X509_HEAD.length, KEY_BYTES);
            Signature verifier = Signature.getInstance("Ed25519");
            verifier.initVerify(KeyFactory.getInstance("Ed25519").generatePublic(new X509EncodedKeySpec(encoded)));
            verifier.update(signed);
            return verifier.verify(signature);
        } catch (GeneralSecurityException e) {
            return false;
        }
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof PublicKey that && text.equals(that.text);
    }

    @Override
    public int hashCode() {
        return text.hashCode();
    }

    /** The key as it is written. */
    @Override
    public String toString() {
        return text;
    }
}
