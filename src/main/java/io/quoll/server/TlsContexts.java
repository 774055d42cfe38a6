package io.quoll.server;

import io.quoll.config.Settings;
import io.quoll.config.TlsSettings;
import io.quoll.config.WebSocketSettings;
import io.quoll.transport.tls.TlsContext;
import io.quoll.transport.tls.TlsException;
import io.quoll.transport.tls.TlsOptions;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The encryption of all listeners, made anew from settings and files at the start and by each reload: all of it, or none
 * where a file is not in order.
 *
 * @param clients {@code null} for none, as the other
 */
record TlsContexts(@Nullable TlsContext clients, @Nullable TlsContext webSocket) {

    private static final String NEWEST = "TLSv1.3";

    /** @throws TlsException for whatever is wrong with a file */
    static TlsContexts load(Settings settings) {
        return new TlsContexts(
                load(settings.tls().orElse(null), settings.allowNonTls()),
                load(settings.webSocket().flatMap(WebSocketSettings::tls).orElse(null), false));
    }

    private static @Nullable TlsContext load(@Nullable TlsSettings asked, boolean allowsPlain) {
        return asked == null ? null : TlsContext.load(options(asked, allowsPlain));
    }

    private static TlsOptions options(TlsSettings asked, boolean allowsPlain) {
        return new TlsOptions(
                asked.certificates().stream()
                        .map(pair -> new TlsOptions.KeyPairFiles(pair.certificateFile(), pair.keyFile()))
                        .toList(),
                asked.caFile(),
                asked.verify(),
                allowsPlain,
                asked.timeout(),
                asked.handshakeFirst(),
                asked.fallbackDelay(),
                asked.minVersion().equals("1.3") ? List.of(NEWEST) : List.of("TLSv1.2", NEWEST),
                asked.cipherSuites(),
                asked.curves(),
                asked.pinnedCertificates(),
                asked.connectionRateLimit());
    }
}
