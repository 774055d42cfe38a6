package io.quoll.transport.tls;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What is asked of a listener's encryption.
 *
 * @param caFile whose issue clients' certificates must be; empty for the authorities that Java knows
 * @param needsClientCertificate whether a client without one is turned away
 * @param allowsPlain whether a client may do without TLS
 * @param handshakeFirst whether the handshake comes before anything that the server says
 * @param fallbackDelay how long the server waits for that; zero for as long as it takes
 * @param protocols the versions, by the names that Java has for them
 * @param cipherSuites empty for what is usual
 * @param groups for the key exchange; empty for what is usual
 * @param pinnedKeys SHA-256 of the public keys that clients may have; empty for any
 * @param handshakesPerSecond zero for any number
 */
public record TlsOptions(
        List<KeyPairFiles> certificates,
        Optional<Path> caFile,
        boolean needsClientCertificate,
        boolean allowsPlain,
        Duration timeout,
        boolean handshakeFirst,
        Duration fallbackDelay,
        List<String> protocols,
        List<String> cipherSuites,
        List<String> groups,
        Set<String> pinnedKeys,
        int handshakesPerSecond) {

    /** The files with a certificate and its private key. */
    public record KeyPairFiles(Path certificateFile, Path keyFile) {}
}
