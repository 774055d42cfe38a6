package io.quoll.transport.tls;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A file of certificates or with a private key, in PEM. Read whole by whoever starts or reloads the server. */
final class PemFile {

    /** Nobody has that many certificates in one file; a mistaken path must not fill the memory. */
    private static final int MAX_BYTES = 4 << 20;

    private static final Pattern ENTRY =
            Pattern.compile("-----BEGIN ([A-Z0-9 ]+)-----(.*?)-----END \\1-----", Pattern.DOTALL);
    private static final List<String> KEY_ALGORITHMS = List.of("RSA", "EC", "EdDSA", "RSASSA-PSS");

    private static final class Entry {
        private final String type;
        private final byte[] der;

        Entry(String type, byte[] der) {
            this.type = type;
            this.der = der;
        }
    }

    private final Path path;
    private final List<Entry> entries;

    private PemFile(Path path, List<Entry> entries) {
        this.path = path;
        this.entries = entries;
    }

    static PemFile read(Path path) {
        String text = text(path);
        List<Entry> entries = new ArrayList<>();
        Matcher matcher = ENTRY.matcher(text);
        while (matcher.find()) {
            String body = matcher.group(2);
            if (body.contains(":")) {
                throw new TlsException(path + ": encrypted keys cannot be read; decrypt it first");
            }
            try {
                entries.add(new Entry(matcher.group(1), Base64.getMimeDecoder().decode(body)));
            } catch (IllegalArgumentException e) {
                throw new TlsException(path + ": " + matcher.group(1) + " is not in Base64", e);
            }
        }
        return new PemFile(path, entries);
    }

    private static String text(Path path) {
        try {
            if (Files.size(path) > MAX_BYTES) {
                throw new TlsException(path + ": larger than " + MAX_BYTES + " bytes");
            }
            return Files.readString(path, StandardCharsets.ISO_8859_1);
        } catch (NoSuchFileException e) {
            throw new TlsException("there is no file " + path, e);
        } catch (IOException e) {
            throw new TlsException(path + " cannot be read: " + e.getMessage(), e);
        }
    }

    /** The certificates in the order of the file, at least one. */
    List<X509Certificate> certificates() {
        List<X509Certificate> certificates = new ArrayList<>();
        try {
            CertificateFactory factory = CertificateFactory.getInstance("X.509");
            for (Entry entry : entries) {
                if (entry.type.endsWith("CERTIFICATE")) {
                    certificates.add(
                            (X509Certificate) factory.generateCertificate(new ByteArrayInputStream(entry.der)));
                }
            }
        } catch (CertificateException e) {
            throw new TlsException(path + ": a certificate in it cannot be read: " + e.getMessage(), e);
        }
        if (certificates.isEmpty()) {
            throw new TlsException(path + ": there is no certificate in it");
        }
        return certificates;
    }

    /** The first private key, in any of the three ways to write one. */
    PrivateKey privateKey() {
        for (Entry entry : entries) {
            switch (entry.type) {
                case "PRIVATE KEY" -> {
                    return key(entry.der);
                }
                case "RSA PRIVATE KEY" -> {
                    return key(KeyEnvelope.aroundRsa(entry.der));
                }
                case "EC PRIVATE KEY" -> {
                    return key(KeyEnvelope.aroundEc(path, entry.der));
                }
                case "ENCRYPTED PRIVATE KEY" ->
                    throw new TlsException(path + ": encrypted keys cannot be read; decrypt it first");
                default -> {
                    // Certificates and parameters may stand in the same file.
                }
            }
        }
        throw new TlsException(path + ": there is no private key in it");
    }

    /** What kind of key it is stands inside; the factory that understands it is the right one. */
    private PrivateKey key(byte[] pkcs8) {
        PKCS8EncodedKeySpec spec = new PKCS8EncodedKeySpec(pkcs8);
        GeneralSecurityException last = null;
        for (String algorithm : KEY_ALGORITHMS) {
            try {
                return KeyFactory.getInstance(algorithm).generatePrivate(spec);
            } catch (GeneralSecurityException e) {
                last = e;
            }
        }
        throw new TlsException(path + ": the private key in it cannot be read", last);
    }
}
