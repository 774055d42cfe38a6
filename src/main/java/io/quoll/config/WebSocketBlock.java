package io.quoll.config;

import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads the {@code websocket} block. */
final class WebSocketBlock {

    private static final Duration DEFAULT_HANDSHAKE_TIMEOUT = Duration.ofSeconds(2);
    private static final Set<String> NOT_BUILT = Set.of("authorization", "authentication", "no_auth_user");
    private static final List<String> KEYS = List.of(
            "listen",
            "host",
            "port",
            "advertise",
            "no_tls",
            "tls",
            "same_origin",
            "allowed_origins",
            "compression",
            "handshake_timeout",
            "jwt_cookie",
            "user_cookie",
            "pass_cookie",
            "token_cookie",
            "headers",
            "ping_interval");

    private final String name;
    private @Nullable String host;
    private int port;
    private @Nullable String advertise;
    private @Nullable TlsSettings tls;
    private boolean noTls;
    private boolean sameOrigin;
    private List<String> allowedOrigins = List.of();
    private boolean compression;
    private Duration handshakeTimeout = DEFAULT_HANDSHAKE_TIMEOUT;
    private @Nullable String jwtCookie;
    private @Nullable String userCookie;
    private @Nullable String passwordCookie;
    private @Nullable String tokenCookie;
    private Map<String, String> headers = Map.of();
    private @Nullable Duration pingInterval;

    private WebSocketBlock(String name) {
        this.name = name;
    }

    static WebSocketSettings read(String name, ConfigValue value) {
        WebSocketBlock read = new WebSocketBlock(name);
        ConfigValue.Block block = BlockText.block(name, value);
        block.entries().values().forEach(read::take);
        return read.toSettings(block);
    }

    private void take(ConfigEntry entry) {
        String key = ForeignKey.lower(entry.key());
        String path = name + "." + key;
        ConfigValue value = entry.value();
        switch (key) {
            case "listen" -> listen((HostPort) ValueType.ADDRESS.read(path, value));
            case "host", "net" -> host = ValueType.textOf(path, value);
            case "port" -> port = (Integer) ValueType.PORT.read(path, value);
            case "advertise" -> advertise = ValueType.textOf(path, value);
            case "no_tls" -> noTls = truth(path, value);
            case "tls" -> tls = TlsBlock.read(path, value);
            case "same_origin" -> sameOrigin = truth(path, value);
            case "allowed_origins", "allowed_origin", "allow_origins", "allow_origin", "origins", "origin" ->
                allowedOrigins = origins(path, value);
            case "compression" -> compression = truth(path, value);
            case "handshake_timeout" -> handshakeTimeout = (Duration) ValueType.DURATION.read(path, value);
            case "jwt_cookie" -> jwtCookie = ValueType.textOf(path, value);
            case "user_cookie" -> userCookie = ValueType.textOf(path, value);
            case "pass_cookie" -> passwordCookie = ValueType.textOf(path, value);
            case "token_cookie" -> tokenCookie = ValueType.textOf(path, value);
            case "headers" -> headers = Listing.pairs(path, value);
            case "ping_interval" -> pingInterval = (Duration) ValueType.DURATION.read(path, value);
            default -> refuse(key, path, entry);
        }
    }

    private static void refuse(String key, String path, ConfigEntry entry) {
        if (NOT_BUILT.contains(key)) {
            throw ForeignKey.refusal(path, entry.position());
        }
        ForeignKey.refuseUnlessReferenced(path, entry, KEYS);
    }

    private void listen(HostPort address) {
        if (address.host() != null) {
            host = address.host();
        }
        port = address.port();
    }

    private static List<String> origins(String path, ConfigValue value) {
        List<String> origins = Listing.texts(path, value);
        for (String origin : origins) {
            try {
                if (new URI(origin).getHost() == null) {
                    throw new ConfigException(
                            value.origin(), path + ": '" + origin + "' is no origin such as https://host");
                }
            } catch (URISyntaxException e) {
                throw new ConfigException(value.origin(), path + ": unable to parse allowed origin: " + e.getMessage());
            }
        }
        return origins;
    }

    private WebSocketSettings toSettings(ConfigValue.Block block) {
        if (port != 0 && tls == null && !noTls) {
            throw new ConfigException(block.origin(), "websocket requires TLS configuration");
        }
        return new WebSocketSettings(
                Optional.ofNullable(host),
                port,
                Optional.ofNullable(advertise),
                Optional.ofNullable(tls),
                sameOrigin,
                allowedOrigins,
                compression,
                handshakeTimeout,
                Optional.ofNullable(jwtCookie),
                Optional.ofNullable(userCookie),
                Optional.ofNullable(passwordCookie),
                Optional.ofNullable(tokenCookie),
                headers,
                Optional.ofNullable(pingInterval));
    }

    private static boolean truth(String path, ConfigValue value) {
        return (Boolean) ValueType.BOOLEAN.read(path, value);
    }
}
