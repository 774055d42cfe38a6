package io.quoll.http;

import java.util.List;
import javax.net.ssl.SSLSession;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509KeyManager;

/** How connections to the API are encrypted. Implemented where the broker is put together; any thread. */
public interface ApiEncryption {

    /** The server's keys, asked for by each handshake. */
    X509KeyManager keys();

    /** Who may have issued clients' certificates. */
    TrustManager trust();

    boolean needsClientCertificate();

    /** The versions, by the names that Java has for them. */
    List<String> protocols();

    List<String> cipherSuites();

    /** Whether the client's key is among those that are pinned, if any are. */
    boolean accepts(SSLSession session);
}
