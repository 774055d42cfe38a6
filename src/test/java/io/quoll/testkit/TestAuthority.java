package io.quoll.testkit;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.Signature;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import javax.security.auth.x500.X500Principal;
import org.jspecify.annotations.Nullable;

/**
 * An authority that exists as long as a test, and the certificates it issues, written as files in PEM. Keys are made anew
 * each time.
 */
public final class TestAuthority {

    private static final String ISSUER = "CN=Test Authority";
    private static final Duration VALID = Duration.ofDays(2);
    private static final char[] NO_SECRET = "changeit".toCharArray();

    /** What to do with which key. */
    public enum KeyKind {
        EC("EC", 256, "SHA256withECDSA", "1.2.840.10045.4.3.2"),
        RSA("RSA", 2048, "SHA256withRSA", "1.2.840.113549.1.1.11");

        private final String algorithm;
        private final int size;
        private final String signature;
        private final String signatureId;

        KeyKind(String algorithm, int size, String signature, String signatureId) {
            this.algorithm = algorithm;
            this.size = size;
            this.signature = signature;
            this.signatureId = signatureId;
        }

        byte[] identifier() {
            return this == RSA
                    ? Der.sequence(Der.identifier(signatureId), Der.NULL)
                    : Der.sequence(Der.identifier(signatureId));
        }
    }

    /** A certificate and its key, and the files that hold them. */
    public record Issued(X509Certificate certificate, KeyPair keys, Path certificateFile, Path keyFile) {

        /** The lines of a {@code tls} block that name the files. */
        public String asConfig() {
            return "cert_file: '" + certificateFile + "'\nkey_file: '" + keyFile + "'\n";
        }
    }

    private final Path directory;
    private final KeyPair keys;
    private final X509Certificate certificate;
    private final Path file;
    private int serial = 1;

    /** @param directory where the files go */
    public TestAuthority(Path directory) {
        try {
            this.directory = Files.createTempDirectory(directory, "ca");
            this.keys = newKeys(KeyKind.EC);
            this.certificate = sign(ISSUER, keys, List.of(), true, Instant.now().plus(VALID));
            this.file = write("ca.pem", pem("CERTIFICATE", certificate.getEncoded()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The authority's own certificate. */
    public Path file() {
        return file;
    }

    public X509Certificate certificate() {
        return certificate;
    }

    /** A certificate for a server on this machine. */
    public Issued server() {
        return issue("CN=localhost", "dns:localhost", "ip:127.0.0.1");
    }

    /** @param names alternative ones, such as {@code dns:localhost}, {@code email:a@b}, {@code uri:x://y}, {@code ip:10.0.0.1} */
    public Issued issue(String subject, String... names) {
        return issue(KeyKind.EC, Instant.now().plus(VALID), subject, names);
    }

    public Issued issue(KeyKind kind, Instant notAfter, String subject, String... names) {
        try {
            KeyPair own = newKeys(kind);
            X509Certificate issued = sign(subject, own, List.of(names), false, notAfter);
            return new Issued(
                    issued,
                    own,
                    write(serial + ".crt", pem("CERTIFICATE", issued.getEncoded())),
                    write(serial + ".key", pem("PRIVATE KEY", own.getPrivate().getEncoded())));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static KeyPair newKeys(KeyKind kind) throws GeneralSecurityException {
        KeyPairGenerator generator = KeyPairGenerator.getInstance(kind.algorithm);
        generator.initialize(kind.size);
        return generator.generateKeyPair();
    }

    /** X.509, version 3 (RFC 5280, section 4.1). */
    private X509Certificate sign(String subject, KeyPair of, List<String> names, boolean authority, Instant notAfter)
            throws GeneralSecurityException {
        serial++;
        byte[] algorithm = KeyKind.EC.identifier();
        byte[] unsigned = Der.sequence(
                Der.element(0xA0, Der.integer(BigInteger.TWO)),
                Der.integer(BigInteger.valueOf(serial)),
                algorithm,
                new X500Principal(ISSUER).getEncoded(),
                Der.sequence(Der.time(notAfter.minus(VALID.multipliedBy(2))), Der.time(notAfter)),
                new X500Principal(subject).getEncoded(),
                of.getPublic().getEncoded(),
                Der.element(0xA3, Der.sequence(extensions(names, authority))));
        Signature signature = Signature.getInstance(KeyKind.EC.signature);
        signature.initSign(keys.getPrivate());
        signature.update(unsigned);
        byte[] signed = Der.sequence(unsigned, algorithm, Der.bits(signature.sign()));
        return (X509Certificate)
                CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(signed));
    }

    private static byte[][] extensions(List<String> names, boolean authority) {
        List<byte[]> extensions = new ArrayList<>();
        if (authority) {
            extensions.add(Der.sequence(Der.identifier("2.5.29.19"), Der.TRUE, Der.octets(Der.sequence(Der.TRUE))));
        }
        if (!names.isEmpty()) {
            byte[][] encoded = names.stream().map(TestAuthority::name).toArray(byte[][]::new);
            extensions.add(Der.sequence(Der.identifier("2.5.29.17"), Der.octets(Der.sequence(encoded))));
        }
        extensions.add(Der.sequence(
                Der.identifier("2.5.29.37"),
                Der.octets(Der.sequence(Der.identifier("1.3.6.1.5.5.7.3.1"), Der.identifier("1.3.6.1.5.5.7.3.2")))));
        return extensions.toArray(byte[][]::new);
    }

    private static byte[] name(String kindAndName) {
        int colon = kindAndName.indexOf(':');
        String name = kindAndName.substring(colon + 1);
        return switch (kindAndName.substring(0, colon)) {
            case "email" -> Der.element(0x81, name.getBytes(US_ASCII));
            case "dns" -> Der.element(0x82, name.getBytes(US_ASCII));
            case "uri" -> Der.element(0x86, name.getBytes(US_ASCII));
            case "ip" -> Der.element(0x87, address(name));
            default -> throw new IllegalArgumentException(kindAndName);
        };
    }

    private static byte[] address(String literal) {
        try {
            return InetAddress.getByName(literal).getAddress();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public static String pem(String type, byte[] der) {
        return "-----BEGIN " + type + "-----\n"
                + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der) + "\n-----END " + type + "-----\n";
    }

    public Path write(String name, String text) {
        try {
            return Files.writeString(directory.resolve(name), text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What a client needs that trusts this authority and shows that certificate. */
    public SSLContext client(@Nullable Issued shown) {
        try {
            KeyStore trusted = KeyStore.getInstance("PKCS12");
            trusted.load(null, null);
            trusted.setCertificateEntry("ca", certificate);
            TrustManagerFactory trust = TrustManagerFactory.getInstance("PKIX");
            trust.init(trusted);
            KeyStore own = KeyStore.getInstance("PKCS12");
            own.load(null, null);
            if (shown != null) {
                own.setKeyEntry("own", shown.keys().getPrivate(), NO_SECRET, new Certificate[] {shown.certificate()});
            }
            KeyManagerFactory keyManagers = KeyManagerFactory.getInstance("SunX509");
            keyManagers.init(own, NO_SECRET);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(keyManagers.getKeyManagers(), trust.getTrustManagers(), null);
            return context;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
