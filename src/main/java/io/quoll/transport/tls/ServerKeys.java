package io.quoll.transport.tls;

import java.net.Socket;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import javax.net.ssl.ExtendedSSLSession;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SNIServerName;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedKeyManager;
import org.jspecify.annotations.Nullable;

/**
 * The server's certificates and keys, from which each handshake takes the first that is of the kind it needs, and rather one
 * for the name that the client asks for. Immutable, used by all loops at once.
 */
final class ServerKeys extends X509ExtendedKeyManager {

    private static final int DNS_NAME = 2;

    private record Identity(List<X509Certificate> chain, PrivateKey key, List<String> names) {

        boolean isOfKind(String keyType) {
            String algorithm = key.getAlgorithm();
            return keyType.equals(algorithm)
                    || keyType.startsWith(algorithm + "_")
                    || keyType.equals("EdDSA") && algorithm.startsWith("Ed")
                    || algorithm.equals("EdDSA") && keyType.startsWith("Ed")
                    || keyType.equals("RSASSA-PSS") && algorithm.equals("RSA");
        }

        boolean isFor(String host) {
            int dot = host.indexOf('.');
            return names.contains(host) || dot > 0 && names.contains("*" + host.substring(dot));
        }
    }

    private final List<Identity> identities = new ArrayList<>();

    ServerKeys(List<TlsOptions.KeyPairFiles> files) {
        for (TlsOptions.KeyPairFiles pair : files) {
            List<X509Certificate> chain = PemFile.read(pair.certificateFile()).certificates();
            PrivateKey key = PemFile.read(pair.keyFile()).privateKey();
            if (!KeyMatch.belongTogether(chain.get(0).getPublicKey(), key)) {
                throw new TlsException(pair.keyFile() + ": the private key is not that of the certificate in "
                        + pair.certificateFile());
            }
            identities.add(new Identity(chain, key, names(chain.get(0))));
        }
    }

    private static List<String> names(X509Certificate certificate) {
        try {
            Collection<List<?>> all = certificate.getSubjectAlternativeNames();
            return all == null
                    ? List.of()
                    : all.stream()
                            .filter(name -> Integer.valueOf(DNS_NAME).equals(name.get(0)))
                            .map(name -> String.valueOf(name.get(1)).toLowerCase(Locale.ROOT))
                            .toList();
        } catch (CertificateParsingException e) {
            return List.of();
        }
    }

    /** The first certificate, which stands for the server where only one can be shown. */
    X509Certificate certificate() {
        return identities.get(0).chain().get(0);
    }

    @Override
    public @Nullable String chooseEngineServerAlias(
            String keyType, Principal @Nullable [] issuers, @Nullable SSLEngine engine) {
        String asked = askedFor(engine);
        String first = null;
        for (int i = 0; i < identities.size(); i++) {
            Identity identity = identities.get(i);
            if (identity.isOfKind(keyType)) {
                if (asked == null || identity.isFor(asked)) {
                    return Integer.toString(i);
                }
                first = first == null ? Integer.toString(i) : first;
            }
        }
        return first;
    }

    private static @Nullable String askedFor(@Nullable SSLEngine engine) {
        if (engine != null && engine.getHandshakeSession() instanceof ExtendedSSLSession session) {
            for (SNIServerName name : session.getRequestedServerNames()) {
                if (name instanceof SNIHostName host) {
                    return host.getAsciiName().toLowerCase(Locale.ROOT);
                }
            }
        }
        return null;
    }

    @Override
    public X509Certificate[] getCertificateChain(String alias) {
        return identities.get(Integer.parseInt(alias)).chain().toArray(X509Certificate[]::new);
    }

    @Override
    public PrivateKey getPrivateKey(String alias) {
        return identities.get(Integer.parseInt(alias)).key();
    }

    @Override
    public @Nullable String chooseServerAlias(String keyType, Principal @Nullable [] issuers, @Nullable Socket socket) {
        return chooseEngineServerAlias(keyType, issuers, null);
    }

    @Override
    public String @Nullable [] getServerAliases(String keyType, Principal @Nullable [] issuers) {
        String alias = chooseEngineServerAlias(keyType, issuers, null);
        return alias == null ? null : new String[] {alias};
    }

    @Override
    public String @Nullable [] getClientAliases(String keyType, Principal @Nullable [] issuers) {
        return null;
    }

    @Override
    public @Nullable String chooseClientAlias(
            String[] keyTypes, Principal @Nullable [] issuers, @Nullable Socket socket) {
        return null;
    }
}
