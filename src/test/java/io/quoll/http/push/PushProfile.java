package io.quoll.http.push;

import io.quoll.http.ApiProfile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.Map;

/** Endpoints on a port of this machine where the tests listen, or do not. */
public class PushProfile extends ApiProfile {

    static final int PORT = freePort();
    static final String SECRET = "s3cret";
    static final String TOKEN = "t0ken";

    private static int freePort() {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public Map<String, String> getConfigOverrides() {
        Map<String, String> overrides = super.getConfigOverrides();
        overrides.put("quoll.http-push", """
                {
                  hook { url: "http://127.0.0.1:%1$d/hook", secret: "%2$s", token: "%3$s", timeout: 2s }
                  several { url: "http://127.0.0.1:%1$d/several", concurrency: 4 }
                  asked { url: "http://127.0.0.1:%1$d/asked", origin: quoll.test }
                  foreign { url: "http://127.0.0.1:%1$d/foreign", accounts: [ B ] }
                }
                """.formatted(PORT, SECRET, TOKEN));
        return overrides;
    }
}
