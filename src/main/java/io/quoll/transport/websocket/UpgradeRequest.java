package io.quoll.transport.websocket;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.cookie.Cookie;
import io.netty.handler.codec.http.cookie.ServerCookieDecoder;
import io.netty.util.NetUtil;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** A request to speak WebSocket, judged point by point in the order in which nats-server does it. */
final class UpgradeRequest {

    private static final Pattern COMMA = Pattern.compile(",");
    private static final Pattern SEMICOLON = Pattern.compile(";");

    /** Why a request is turned down: what the client is told, and what the log is. */
    record Refusal(HttpResponseStatus status, String why) {}

    private final HttpRequest request;

    UpgradeRequest(HttpRequest request) {
        this.request = request;
    }

    /** {@code null} if nothing is wrong. */
    @Nullable
    Refusal judge(OriginRule origins, boolean secure) {
        HttpHeaders headers = request.headers();
        String host = headers.get(HttpHeaderNames.HOST);
        if (!request.decoderResult().isSuccess()) {
            return bad("malformed request");
        }
        if (!request.method().equals(HttpMethod.GET)) {
            return new Refusal(HttpResponseStatus.METHOD_NOT_ALLOWED, "request method must be GET");
        }
        if (host == null || host.isEmpty()) {
            return bad("'Host' missing in request");
        }
        if (!holds(HttpHeaderNames.UPGRADE, "websocket")) {
            return bad("invalid value for header 'Upgrade'");
        }
        if (!holds(HttpHeaderNames.CONNECTION, "Upgrade")) {
            return bad("invalid value for header 'Connection'");
        }
        if (key().isEmpty()) {
            return bad("key missing");
        }
        if (!holds(HttpHeaderNames.SEC_WEBSOCKET_VERSION, "13")) {
            return bad("invalid version");
        }
        String origin = headers.get(HttpHeaderNames.ORIGIN);
        String foreign = origins.judge(
                origin == null ? headers.get(HttpHeaderNames.SEC_WEBSOCKET_ORIGIN) : origin, host, secure);
        if (foreign != null) {
            return new Refusal(HttpResponseStatus.FORBIDDEN, "origin not allowed: " + foreign);
        }
        if (request.uri().startsWith("/leafnode") || request.uri().startsWith("/mqtt")) {
            return new Refusal(HttpResponseStatus.NOT_FOUND, "only clients are served here, not " + request.uri());
        }
        return null;
    }

    private static Refusal bad(String why) {
        return new Refusal(HttpResponseStatus.BAD_REQUEST, why);
    }

    private boolean holds(CharSequence header, String value) {
        return request.headers().getAll(header).stream()
                .flatMap(COMMA::splitAsStream)
                .anyMatch(token -> token.strip().equalsIgnoreCase(value));
    }

    String key() {
        return request.headers().get(HttpHeaderNames.SEC_WEBSOCKET_KEY, "");
    }

    boolean offersCompression() {
        return request.headers().getAll(HttpHeaderNames.SEC_WEBSOCKET_EXTENSIONS).stream()
                .flatMap(COMMA::splitAsStream)
                .flatMap(extension -> SEMICOLON.splitAsStream(extension).limit(1))
                .anyMatch(name -> name.strip().equalsIgnoreCase(Compression.NAME));
    }

    /** The address of the client as a proxy gives it, empty where none does or where it is no address. */
    String forwardedFor() {
        String address = request.headers().get("X-Forwarded-For", "");
        return NetUtil.isValidIpV4Address(address) || NetUtil.isValidIpV6Address(address) ? address : "";
    }

    @Nullable
    String cookie(Optional<String> name) {
        String header = request.headers().get(HttpHeaderNames.COOKIE);
        if (name.isEmpty() || header == null) {
            return null;
        }
        for (Cookie cookie : ServerCookieDecoder.LAX.decode(header)) {
            if (cookie.name().equals(name.get()) && !cookie.value().isEmpty()) {
                return cookie.value();
            }
        }
        return null;
    }
}
