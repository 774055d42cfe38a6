package io.quoll.config;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;

/** Whether a text says where something is to be had over HTTP. */
public final class WebAddress {

    private WebAddress() {}

    /**
     * Reads an absolute URL of http or https, in whichever case of letters, with a host.
     *
     * @throws IllegalArgumentException for anything else
     */
    public static URI parse(String text) {
        try {
            URI url = new URI(text);
            String scheme = url.getScheme() == null ? "" : url.getScheme().toLowerCase(Locale.ROOT);
            if (url.getHost() != null && (scheme.equals("http") || scheme.equals("https"))) {
                return url;
            }
        } catch (URISyntaxException e) {
            throw new IllegalArgumentException("'" + text + "' is no URL: " + e.getReason(), e);
        }
        throw new IllegalArgumentException("'" + text + "' is no URL of http or https");
    }
}
