package io.quoll.account.nkey;

/** Base 32 of RFC 4648 in capitals and without padding, as keys are written. */
final class Base32 {

    private static final String ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

    private static final int BITS_A_LETTER = 5;

    private Base32() {}

    static String encode(byte[] bytes) {
        StringBuilder text = new StringBuilder((bytes.length * 8 + BITS_A_LETTER - 1) / BITS_A_LETTER);
        int buffer = 0;
        int bits = 0;
        for (byte b : bytes) {
            buffer = buffer << 8 | (b & 0xFF);
            bits += 8;
            while (bits >= BITS_A_LETTER) {
                bits -= BITS_A_LETTER;
                text.append(ALPHABET.charAt(buffer >>> bits & 31));
            }
        }
        if (bits > 0) {
            text.append(ALPHABET.charAt(buffer << (BITS_A_LETTER - bits) & 31));
        }
        return text.toString();
    }

    /**
     * @throws IllegalArgumentException for letters outside the alphabet, and for bits left over that are not zero
     */
    static byte[] decode(String text) {
        byte[] bytes = new byte[text.length() * BITS_A_LETTER / 8];
        int buffer = 0;
        int bits = 0;
        int at = 0;
        for (int i = 0; i < text.length(); i++) {
            int value = ALPHABET.indexOf(text.charAt(i));
            if (value < 0) {
                throw new IllegalArgumentException("not base 32");
            }
            buffer = buffer << BITS_A_LETTER | value;
            bits += BITS_A_LETTER;
            if (bits >= 8) {
                bits -= 8;
                bytes[at++] = (byte) (buffer >>> bits);
            }
        }
        if (bits >= BITS_A_LETTER || (buffer & (1 << bits) - 1) != 0) {
            throw new IllegalArgumentException("base 32 with bits left over");
        }
        return bytes;
    }
}
