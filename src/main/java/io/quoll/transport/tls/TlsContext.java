package io.quoll.transport.tls;

import io.netty.handler.ssl.SslHandler;
import java.security.GeneralSecurityException;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Executor;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedKeyManager;
import org.jspecify.annotations.Nullable;

/**
 * A listener's encryption, its files read and found to be in order. Immutable and used by all loops at once; when files or
 * settings change, a new one takes its place, and connections that are there keep the old one.
 */
public final class TlsContext {

    /** How long the last word of a connection may take to be written. */
    private static final long FAREWELL_MILLIS = 1000;

    private final TlsOptions options;
    private final ServerKeys keys;
    private final TrustManager[] trust;
    private final SSLContext context;
    private final SSLParameters parameters;
    private final HandshakeRate rate;

    private TlsContext(
            TlsOptions options, ServerKeys keys, TrustManager[] trust, SSLContext context, SSLParameters parameters) {
        this.options = options;
        this.keys = keys;
        this.trust = trust;
        this.context = context;
        this.parameters = parameters;
        this.rate = new HandshakeRate(options.handshakesPerSecond());
    }

    /**
     * Reads the files.
     *
     * @throws TlsException for whatever is wrong with them or with the options
     */
    public static TlsContext load(TlsOptions options) {
        ServerKeys keys = new ServerKeys(options.certificates());
        try {
            TrustManager[] trust = ClientTrust.managers(options.caFile());
            SSLContext context = newContext(keys, trust);
            return new TlsContext(options, keys, trust, context, parameters(options, context));
        } catch (GeneralSecurityException e) {
            throw new TlsException("TLS cannot be set up: " + e.getMessage(), e);
        }
    }

    private static SSLContext newContext(ServerKeys keys, TrustManager[] trust) throws GeneralSecurityException {
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(new KeyManager[] {keys}, trust, null);
        return context;
    }

    private static SSLParameters parameters(TlsOptions options, SSLContext context) {
        SSLParameters parameters = context.getDefaultSSLParameters();
        parameters.setProtocols(options.protocols().toArray(String[]::new));
        parameters.setNeedClientAuth(options.needsClientCertificate());
        parameters.setUseCipherSuitesOrder(true);
        parameters.setCipherSuites(
                options.cipherSuites().isEmpty()
                        ? shortKeysFirst(parameters.getCipherSuites())
                        : cipherSuites(options.cipherSuites(), context));
        if (!options.groups().isEmpty()) {
            NamedGroups.set(parameters, options.groups());
        }
        return parameters;
    }

    /** As Java prefers them, but each with a key of 128 bits before its like with 256, which costs more. Go prefers them so. */
    private static String[] shortKeysFirst(String[] suites) {
        Set<String> ordered = new LinkedHashSet<>();
        List<String> all = Arrays.asList(suites);
        for (String suite : all) {
            String shorter = suite.replace("_AES_256_GCM_SHA384", "_AES_128_GCM_SHA256");
            if (all.contains(shorter)) {
                ordered.add(shorter);
            }
            ordered.add(suite);
        }
        return ordered.toArray(String[]::new);
    }

    private static String[] cipherSuites(List<String> asked, SSLContext context) {
        List<String> supported =
                Arrays.asList(context.getSupportedSSLParameters().getCipherSuites());
        return asked.stream()
                .map(name -> {
                    String suite = name.toUpperCase(Locale.ROOT);
                    // nats-server leaves the end of these two names away.
                    String whole = suite.endsWith("_CHACHA20_POLY1305") ? suite + "_SHA256" : suite;
                    if (!supported.contains(whole)) {
                        throw new TlsException(
                                "unrecognized cipher " + name + "; there are " + new TreeSet<>(supported));
                    }
                    return whole;
                })
                .toArray(String[]::new);
    }

    public TlsOptions options() {
        return options;
    }

    /** The server's keys, for a listener that makes its own handlers. */
    public X509ExtendedKeyManager keys() {
        return keys;
    }

    /** Who may have issued clients' certificates. */
    public TrustManager trust() {
        return trust[0];
    }

    public List<String> protocols() {
        return List.of(parameters.getProtocols());
    }

    public List<String> cipherSuites() {
        return List.of(parameters.getCipherSuites());
    }

    /** When the server's certificate is no longer valid. */
    public Instant notAfter() {
        return keys.certificate().getNotAfter().toInstant();
    }

    /** Makes the first client's handshake as quick as later ones. Takes its time; not for a loop. */
    public void rehearse() {
        SSLEngine server = context.createSSLEngine();
        server.setUseClientMode(false);
        server.setSSLParameters(parameters);
        SSLEngine client = context.createSSLEngine();
        try {
            Rehearsal.offer(client, server);
            new Rehearsal(server, client).run();
        } catch (SSLException e) {
            throw new TlsException("a handshake cannot even begin: " + e.getMessage(), e);
        }
    }

    /** Whether a handshake may begin now, so many being allowed in a second. */
    boolean allowsHandshake(long nowNanos) {
        return rate.allows(nowNanos);
    }

    /** A handler for one connection. Signing and verifying happen elsewhere, not on the loop. */
    SslHandler newHandler(Executor elsewhere) {
        SSLEngine engine = newEngine();
        engine.setUseClientMode(false);
        engine.setSSLParameters(parameters);
        SslHandler handler = new SslHandler(engine, false, elsewhere);
        // The gate counts the time, from the first moment on.
        handler.setHandshakeTimeoutMillis(0);
        handler.setCloseNotifyFlushTimeoutMillis(FAREWELL_MILLIS);
        return handler;
    }

    /**
     * Sessions are resumed by their context, without another look at the client's certificate, which may have expired since.
     * Where certificates count, no context sees a second connection, so that each shows its own anew.
     */
    private SSLEngine newEngine() {
        if (!options.needsClientCertificate()) {
            return context.createSSLEngine();
        }
        try {
            return newContext(keys, trust).createSSLEngine();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("TLS was set up once", e);
        }
    }

    /** What speaks against the client's certificate although it came by a handshake, perhaps an earlier one; or {@code null}. */
    public @Nullable String objectionTo(SSLSession session) {
        X509Certificate certificate = peerCertificate(session);
        if (!options.pinnedKeys().isEmpty()
                && (certificate == null || !options.pinnedKeys().contains(ClientTrust.fingerprint(certificate)))) {
            return "certificate not pinned";
        }
        try {
            if (certificate != null) {
                certificate.checkValidity();
            }
            return null;
        } catch (CertificateException e) {
            return "certificate has expired or is not yet valid";
        }
    }

    /** The client's own certificate, if it showed one. */
    public static @Nullable X509Certificate peerCertificate(SSLSession session) {
        try {
            Certificate[] chain = session.getPeerCertificates();
            return chain.length > 0 && chain[0] instanceof X509Certificate first ? first : null;
        } catch (SSLPeerUnverifiedException e) {
            return null;
        }
    }
}
