package io.quoll.server;

import io.quoll.account.nkey.ServerKey;
import io.quoll.config.Settings;
import java.security.SecureRandom;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Who this server is, from its start to its end.
 *
 * @param key what the server signs with; {@code null} where it signs nothing, since making one takes a while
 */
public record Identity(
        String id, String name, Instant start, @Nullable ServerKey key) {

    /** The release of NATS whose behaviour clients may rely on; they switch features on by it. */
    public static final String NATS_VERSION = "2.14.5";

    /** The release of Quoll. */
    public static final String VERSION = "0.1.0";

    /** What INFO's {@code go} field says: there is no Go in here. */
    static final String RUNTIME = "java" + Runtime.version().feature();

    private static final String ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
    private static final int ID_LENGTH = 56;

    static Identity of(Settings settings) {
        boolean signs =
                settings.authCallout().isPresent() || !settings.operators().isEmpty();
        ServerKey key = signs ? ServerKey.generate() : null;
        String id = key == null ? newId() : key.publicKey().toString();
        return new Identity(id, settings.serverName().orElse(id), Instant.now(), key);
    }

    /** Looks like the public server keys that NATS uses as ids, but nothing is signed with it. */
    private static String newId() {
        SecureRandom random = new SecureRandom();
        StringBuilder id = new StringBuilder("N");
        while (id.length() < ID_LENGTH) {
            id.append(ALPHABET.charAt(random.nextInt(ALPHABET.length())));
        }
        return id.toString();
    }
}
