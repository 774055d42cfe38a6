package io.quoll.monitor;

import com.fasterxml.jackson.core.JsonGenerator;
import io.quoll.connection.Encryption;
import java.io.IOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.util.HexFormat;

/** How a connection is encrypted, and by whom, as {@code /connz} tells it. */
final class EncryptionJson {

    private EncryptionJson() {}

    static void write(JsonGenerator json, Encryption encryption) throws IOException {
        json.writeStringField("tls_version", encryption.version());
        json.writeStringField("tls_cipher_suite", encryption.cipherSuite());
        if (encryption.first()) {
            json.writeBooleanField("tls_first", true);
        }
    }

    /** The client's certificate by its names and fingerprints. */
    static void writePeer(JsonGenerator json, Encryption encryption) throws IOException {
        X509Certificate peer = encryption.peer();
        if (peer == null) {
            return;
        }
        json.writeArrayFieldStart("tls_peer_certs");
        json.writeStartObject();
        json.writeStringField("subject", peer.getSubjectX500Principal().getName());
        json.writeStringField("spki_sha256", sha256(peer.getPublicKey().getEncoded()));
        json.writeStringField("cert_sha256", sha256(der(peer)));
        json.writeEndObject();
        json.writeEndArray();
    }

    private static byte[] der(X509Certificate certificate) throws IOException {
        try {
            return certificate.getEncoded();
        } catch (CertificateEncodingException e) {
            throw new IOException("a certificate that was read cannot be written", e);
        }
    }

    private static String sha256(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
