package io.quoll.account.nkey;

/** The CRC-16 behind every key (polynomial 0x1021, beginning with 0), low byte first. */
final class Checksum {

    private static final int POLYNOMIAL = 0x1021;

    private Checksum() {}

    static int of(byte[] bytes, int length) {
        int crc = 0;
        for (int i = 0; i < length; i++) {
            crc ^= (bytes[i] & 0xFF) << 8;
            for (int bit = 0; bit < 8; bit++) {
                crc = (crc & 0x8000) == 0 ? crc << 1 : crc << 1 ^ POLYNOMIAL;
            }
        }
        return crc & 0xFFFF;
    }
}
