package io.quoll.server;

import io.quoll.http.ApiEncryption;
import io.quoll.transport.CurrentTls;
import io.quoll.transport.tls.TlsContext;
import java.net.Socket;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.List;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLSession;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedKeyManager;
import javax.net.ssl.X509KeyManager;
import org.jspecify.annotations.Nullable;

/** The encryption of clients as the HTTP API takes it over: keys as they are at each handshake, all else as at the start. */
final class ApiTls implements ApiEncryption {

    private final CurrentTls current;

    ApiTls(CurrentTls current) {
        this.current = current;
    }

    private TlsContext context() {
        TlsContext context = current.get();
        if (context == null) {
            throw new IllegalStateException("clients are not encrypted any more");
        }
        return context;
    }

    @Override
    public X509KeyManager keys() {
        return new CurrentKeys();
    }

    @Override
    public TrustManager trust() {
        return context().trust();
    }

    @Override
    public boolean needsClientCertificate() {
        return context().options().needsClientCertificate();
    }

    @Override
    public List<String> protocols() {
        return context().protocols();
    }

    @Override
    public List<String> cipherSuites() {
        return context().cipherSuites();
    }

    @Override
    public boolean accepts(SSLSession session) {
        return context().objectionTo(session) == null;
    }

    /** Asks for the keys of the moment. An alias from before a reload may find another key, and that handshake fails. */
    private final class CurrentKeys extends X509ExtendedKeyManager {

        private X509ExtendedKeyManager keys() {
            return context().keys();
        }

        @Override
        public @Nullable String chooseEngineServerAlias(
                String keyType, Principal @Nullable [] issuers, @Nullable SSLEngine engine) {
            return keys().chooseEngineServerAlias(keyType, issuers, engine);
        }

        @Override
        public X509Certificate[] getCertificateChain(String alias) {
            return keys().getCertificateChain(alias);
        }

        @Override
        public PrivateKey getPrivateKey(String alias) {
            return keys().getPrivateKey(alias);
        }

        @Override
        public @Nullable String chooseServerAlias(
                String keyType, Principal @Nullable [] issuers, @Nullable Socket socket) {
            return keys().chooseServerAlias(keyType, issuers, socket);
        }

        @Override
        public String @Nullable [] getServerAliases(String keyType, Principal @Nullable [] issuers) {
            return keys().getServerAliases(keyType, issuers);
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
}
