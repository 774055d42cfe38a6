package io.quoll.connection;

import io.quoll.account.ClientCertificate;
import io.quoll.account.Credentials;
import io.quoll.account.Visitor;
import io.quoll.protocol.ConnectOptions;
import org.jspecify.annotations.Nullable;

/**
 * What a browser brought along as proof of who its user is. Holds where CONNECT says nothing. Never printed: {@link #toString}
 * names no secret.
 */
public record Cookies(
        @Nullable String jwt,
        @Nullable String user,
        @Nullable String password,
        @Nullable String token) {

    public static final Cookies NONE = new Cookies(null, null, null, null);

    /** What the client offers by CONNECT, by these and by its certificate. */
    Credentials credentials(ConnectOptions offered, @Nullable ClientCertificate certificate, Visitor visitor) {
        return new Credentials(
                either(offered.user(), user),
                either(offered.password(), password),
                either(offered.token(), token),
                either(offered.jwt(), jwt),
                offered.nkey(),
                offered.signature(),
                certificate,
                visitor);
    }

    private static @Nullable String either(@Nullable String said, @Nullable String brought) {
        return said == null ? brought : said;
    }

    @Override
    public String toString() {
        return "Cookies[***]";
    }
}
