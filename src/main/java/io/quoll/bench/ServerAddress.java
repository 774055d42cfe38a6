package io.quoll.bench;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Where the server is and who we say we are. Read from {@code nats://[user:password@|token@]host:port}. */
record ServerAddress(
        String host,
        int port,
        @Nullable String user,
        @Nullable String password,
        @Nullable String token) {

    static final int DEFAULT_PORT = 4222;
    private static final String SCHEME = "nats://";

    static ServerAddress parse(String text) throws UsageException {
        String rest = text;
        if (rest.toLowerCase(Locale.ROOT).startsWith(SCHEME)) {
            rest = rest.substring(SCHEME.length());
        } else if (rest.contains("://")) {
            throw new UsageException(
                    "--server: only nats:// can be spoken here, not " + rest.substring(0, rest.indexOf("://")) + "://");
        }
        String user = null;
        String password = null;
        String token = null;
        int at = rest.lastIndexOf('@');
        if (at >= 0) {
            String credentials = rest.substring(0, at);
            rest = rest.substring(at + 1);
            int colon = credentials.indexOf(':');
            if (colon >= 0) {
                user = decode(credentials.substring(0, colon));
                password = decode(credentials.substring(colon + 1));
            } else {
                token = decode(credentials);
            }
        }
        if (rest.endsWith("/")) {
            rest = rest.substring(0, rest.length() - 1);
        }
        String host = rest;
        String port = "";
        int colon = rest.lastIndexOf(':');
        if (rest.startsWith("[")) {
            int close = rest.indexOf(']');
            String behind = close < 0 ? "?" : rest.substring(close + 1);
            if (!behind.isEmpty() && !behind.startsWith(":")) {
                throw new UsageException("--server: " + text + " is not host:port");
            }
            host = rest.substring(1, close);
            port = behind.isEmpty() ? "" : behind.substring(1);
        } else if (colon >= 0 && rest.indexOf(':') == colon) {
            host = rest.substring(0, colon);
            port = rest.substring(colon + 1);
        }
        if (host.isEmpty()) {
            throw new UsageException("--server: " + text + " names no host");
        }
        return new ServerAddress(host, port.isEmpty() ? DEFAULT_PORT : port(port), user, password, token);
    }

    /** The same server with credentials given by options, which win over those in the address. */
    ServerAddress with(@Nullable String otherUser, @Nullable String otherPassword, @Nullable String otherToken) {
        return new ServerAddress(
                host,
                port,
                otherUser == null ? user : otherUser,
                otherPassword == null ? password : otherPassword,
                otherToken == null ? token : otherToken);
    }

    /** The place without the credentials, fit to be printed. */
    String place() {
        return (host.indexOf(':') >= 0 ? "[" + host + "]" : host) + ":" + port;
    }

    private static int port(String digits) throws UsageException {
        try {
            int port = Integer.parseInt(digits);
            if (port > 0 && port < 65536) {
                return port;
            }
        } catch (NumberFormatException e) {
            // said below
        }
        throw new UsageException("--server: " + digits + " is not a port from 1 to 65535");
    }

    private static String decode(String part) throws UsageException {
        try {
            return URLDecoder.decode(part.replace("+", "%2B"), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw new UsageException("--server: the credentials hold a % that is no percent-encoding");
        }
    }
}
