package io.quoll.connection;

import io.quoll.account.ClientCertificate;
import java.security.cert.X509Certificate;
import org.jspecify.annotations.Nullable;

/**
 * How a connection is encrypted, and whom the client has proved to be by it.
 *
 * @param version such as {@code 1.3}
 * @param first whether the handshake came before INFO
 * @param peer the client's certificate, if it showed one
 */
public record Encryption(
        String version,
        String cipherSuite,
        boolean first,
        @Nullable X509Certificate peer) {

    private static final String PREFIX = "TLSv";

    /** @param protocol as Java names it, such as {@code TLSv1.3} */
    public static Encryption of(String protocol, String cipherSuite, boolean first, @Nullable X509Certificate peer) {
        String version = protocol.startsWith(PREFIX) ? protocol.substring(PREFIX.length()) : protocol;
        return new Encryption(version, cipherSuite, first, peer);
    }

    @Nullable
    ClientCertificate certificate() {
        return peer == null ? null : ClientCertificate.of(peer);
    }
}
