package io.quoll.config;

import org.jspecify.annotations.Nullable;

/** An address to listen on; without a host the other settings say which. */
record HostPort(@Nullable String host, int port) {

    /** Reads {@code host:port}, {@code [::1]:port}, {@code :port} or a port alone. */
    static HostPort parse(String text) {
        int colon = text.lastIndexOf(':');
        int port = port(text.substring(colon + 1).strip());
        String host = colon < 0 ? "" : text.substring(0, colon).strip();
        if (host.startsWith("[") && host.endsWith("]")) {
            host = host.substring(1, host.length() - 1);
        } else if (host.indexOf(':') >= 0) {
            throw new IllegalArgumentException("an IPv6 address needs brackets, as in [::1]:4222");
        }
        return new HostPort(host.isEmpty() ? null : host, port);
    }

    static int port(String text) {
        try {
            int port = Integer.parseInt(text);
            if (port >= -1 && port <= 65535) {
                return port;
            }
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("'" + text + "' is not a port number", e);
        }
        throw new IllegalArgumentException("the port " + text + " is not between -1 and 65535");
    }
}
