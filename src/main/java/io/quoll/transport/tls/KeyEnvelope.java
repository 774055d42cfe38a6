package io.quoll.transport.tls;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.file.Path;

/**
 * Puts older forms of a private key into the one that Java reads, which says in front what kind of key it is (PKCS #8, RFC
 * 5208, in DER):
 *
 * <pre>
 *   SEQUENCE { INTEGER 0, SEQUENCE { OID kind, parameters }, OCTET STRING { key } }
 * </pre>
 */
final class KeyEnvelope {

    private static final int SEQUENCE = 0x30;
    private static final int OCTET_STRING = 0x04;
    private static final int EC_PARAMETERS = 0xA0;

    private static final byte[] VERSION_0 = {0x02, 0x01, 0x00};
    /** 1.2.840.113549.1.1.1 and no parameters. */
    private static final byte[] RSA = {
        0x30, 0x0D, 0x06, 0x09, 0x2A, (byte) 0x86, 0x48, (byte) 0x86, (byte) 0xF7, 0x0D, 0x01, 0x01, 0x01, 0x05, 0x00
    };
    /** 1.2.840.10045.2.1. */
    private static final byte[] EC = {0x06, 0x07, 0x2A, (byte) 0x86, 0x48, (byte) 0xCE, 0x3D, 0x02, 0x01};

    private KeyEnvelope() {}

    /** Around a key of PKCS #1 (RFC 8017). */
    static byte[] aroundRsa(byte[] key) {
        return element(SEQUENCE, VERSION_0, RSA, element(OCTET_STRING, key));
    }

    /** Around a key of SEC 1 (RFC 5915), whose parameters name its curve and move to the front. */
    static byte[] aroundEc(Path path, byte[] key) {
        return element(SEQUENCE, VERSION_0, element(SEQUENCE, EC, curve(path, key)), element(OCTET_STRING, key));
    }

    private static byte[] curve(Path path, byte[] key) {
        ByteBuffer in = ByteBuffer.wrap(key);
        try {
            if ((in.get() & 0xFF) == SEQUENCE) {
                length(in);
                while (in.hasRemaining()) {
                    int tag = in.get() & 0xFF;
                    byte[] content = new byte[length(in)];
                    in.get(content);
                    if (tag == EC_PARAMETERS) {
                        return content;
                    }
                }
            }
        } catch (RuntimeException e) {
            throw new TlsException(path + ": the private key in it cannot be read", e);
        }
        throw new TlsException(path + ": the private key in it does not name its curve");
    }

    private static int length(ByteBuffer in) {
        int first = in.get() & 0xFF;
        if (first < 0x80) {
            return first;
        }
        int length = 0;
        for (int i = 0; i < (first & 0x7F); i++) {
            length = length << 8 | in.get() & 0xFF;
        }
        if (length < 0 || length > in.remaining()) {
            throw new IllegalArgumentException("an element is longer than what it is in");
        }
        return length;
    }

    private static byte[] element(int tag, byte[]... parts) {
        int length = 0;
        for (byte[] part : parts) {
            length += part.length;
        }
        ByteArrayOutputStream out = new ByteArrayOutputStream(length + 4);
        out.write(tag);
        if (length < 0x80) {
            out.write(length);
        } else if (length < 0x100) {
            out.write(0x81);
            out.write(length);
        } else {
            out.write(0x82);
            out.write(length >> 8);
            out.write(length);
        }
        for (byte[] part : parts) {
            out.writeBytes(part);
        }
        return out.toByteArray();
    }
}
