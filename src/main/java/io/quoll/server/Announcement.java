package io.quoll.server;

import io.quoll.config.Settings;
import io.quoll.config.TlsSettings;
import io.quoll.config.WebSocketSettings;
import io.quoll.jetstream.wire.ApiLevel;
import io.quoll.protocol.ServerInfo;
import java.util.List;
import java.util.Optional;

/** What INFO says at each listener, made from who the server is and what it was told. */
record Announcement(Identity identity) {

    ServerInfo toClients(Settings settings, int port, boolean authRequired) {
        Optional<TlsSettings> tls = settings.tls();
        boolean optional =
                settings.allowNonTls() && !tls.map(TlsSettings::handshakeFirst).orElse(false);
        ServerInfo.Security security = new ServerInfo.Security(
                tls.isPresent() && !optional, tls.map(TlsSettings::verify).orElse(false), tls.isPresent() && optional);
        return info(
                settings,
                settings.host(),
                port,
                authRequired,
                settings.clientAdvertise().map(List::of).orElse(List.of()),
                security);
    }

    ServerInfo toWebSockets(Settings settings, WebSocketSettings webSocket, int port, boolean authRequired) {
        boolean secure = webSocket.tls().isPresent();
        return info(
                settings,
                webSocket.host().orElse(settings.host()),
                port,
                authRequired,
                webSocket.advertise().map(List::of).orElse(List.of()),
                new ServerInfo.Security(
                        secure, webSocket.tls().map(TlsSettings::verify).orElse(false), secure));
    }

    private ServerInfo info(
            Settings settings,
            String host,
            int port,
            boolean authRequired,
            List<String> connectUrls,
            ServerInfo.Security security) {
        return new ServerInfo(
                identity.id(),
                identity.name(),
                Identity.NATS_VERSION,
                Identity.RUNTIME,
                host,
                port,
                !settings.noHeaderSupport(),
                authRequired,
                settings.maxPayload(),
                settings.jetStream() ? ApiLevel.LEVEL : 0,
                settings.jetStreamDomain().orElse(""),
                connectUrls,
                security);
    }
}
