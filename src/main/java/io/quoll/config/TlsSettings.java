package io.quoll.config;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * How a listener secures its connections, as a {@code tls} block or flags said it. Files are named here and read elsewhere.
 *
 * @param verify whether clients need a certificate
 * @param verifyAndMap whether the certificate also says which user a client is
 * @param handshakeFirst whether the handshake comes before INFO
 * @param fallbackDelay how long INFO waits for the handshake to begin; zero for as long as it takes
 * @param minVersion {@code 1.2} or {@code 1.3}
 * @param cipherSuites by the names that the standards give them; empty for what is usual
 * @param curves names of groups for the key exchange, the favourite one first; empty for what is usual
 * @param pinnedCertificates SHA-256 of the public keys that clients may have, in lower-case hexadecimal; empty for any
 * @param connectionRateLimit handshakes that may begin in a second; zero for any number
 */
public record TlsSettings(
        List<KeyPair> certificates,
        Optional<Path> caFile,
        boolean verify,
        boolean verifyAndMap,
        Duration timeout,
        boolean handshakeFirst,
        Duration fallbackDelay,
        String minVersion,
        List<String> cipherSuites,
        List<String> curves,
        Set<String> pinnedCertificates,
        int connectionRateLimit) {

    public TlsSettings {
        certificates = List.copyOf(certificates);
        cipherSuites = List.copyOf(cipherSuites);
        curves = List.copyOf(curves);
        pinnedCertificates = Set.copyOf(pinnedCertificates);
    }

    /** A file with a certificate, and those up to its issuer, and one with its private key. */
    public record KeyPair(Path certificateFile, Path keyFile) {}
}
