package io.quoll.transport.websocket;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Judges where a page comes from that a browser opens a connection for. Whoever names no origin is no browser. */
final class OriginRule {

    private record Origin(String scheme, String host, int port) {

        static Origin of(String text) throws URISyntaxException {
            URI uri = new URI(text);
            if (uri.getScheme() == null || uri.getHost() == null) {
                throw new URISyntaxException(text, "no scheme or no host");
            }
            String scheme = uri.getScheme().toLowerCase(Locale.ROOT);
            int port = uri.getPort() >= 0 ? uri.getPort() : scheme.equals("https") ? 443 : 80;
            return new Origin(scheme, uri.getHost().toLowerCase(Locale.ROOT), port);
        }

        boolean isAt(Origin other) {
            return host.equals(other.host) && port == other.port;
        }
    }

    private final boolean same;
    private final List<Origin> allowed = new ArrayList<>();

    OriginRule(boolean same, List<String> allowed) {
        this.same = same;
        try {
            for (String origin : allowed) {
                this.allowed.add(Origin.of(origin));
            }
        } catch (URISyntaxException e) {
            throw new IllegalArgumentException("unable to parse allowed origin: " + e.getMessage(), e);
        }
    }

    /**
     * @param requested host and perhaps port that the request is for
     * @return what is wrong, {@code null} if nothing
     */
    @Nullable
    String judge(@Nullable String origin, String requested, boolean secure) {
        if (!same && allowed.isEmpty() || origin == null || origin.isEmpty()) {
            return null;
        }
        try {
            Origin from = Origin.of(origin);
            if (same && !from.isAt(Origin.of((secure ? "https://" : "http://") + requested))) {
                return "not same origin";
            }
            return allowed.isEmpty() || allowed.contains(from) ? null : "not in the allowed list";
        } catch (URISyntaxException e) {
            return e.getMessage();
        }
    }
}
