package io.quoll.storage.log;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.zip.CRC32C;

/** Names of streams, accounts and consumers as names of files, on any file system. */
final class FileNames {

    private static final int LONGEST = 180;

    private FileNames() {}

    /** A name that no other name becomes, short and plain. What it stands for is told in the file. */
    static String of(String name) {
        StringBuilder file = new StringBuilder();
        for (byte b : name.getBytes(UTF_8)) {
            char c = (char) (b & 0xFF);
            boolean plain = c < 128 && (Character.isLetterOrDigit(c) || c == '-' || c == '_' || c == '$');
            if (plain) {
                file.append(c);
            } else {
                file.append("%%%02x".formatted((int) c));
            }
        }
        if (file.length() <= LONGEST) {
            return file.toString();
        }
        CRC32C crc = new CRC32C();
        crc.update(name.getBytes(UTF_8));
        return file.substring(0, LONGEST - 20) + "%+" + Long.toHexString(crc.getValue())
                + Integer.toHexString(name.hashCode());
    }
}
