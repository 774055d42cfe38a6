package io.quoll.http;

import io.quoll.account.Authenticator;
import io.quoll.account.Credentials;
import io.quoll.account.User;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Who was let in lately by a judgement that takes long, so that not every request of theirs takes as long. Keeps digests,
 * never secrets, of at most {@link #MOST} for {@link #KEPT}, and only while the same authenticator judges. Any thread.
 */
final class KnownCredentials {

    private static final int MOST = 1024;
    private static final Duration KEPT = Duration.ofMinutes(1);

    private final byte[] salt = new byte[16];
    private final Map<ByteBuffer, Known> known = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<ByteBuffer, Known> eldest) {
            return size() > MOST;
        }
    };

    private record Known(User user, Authenticator judge, long untilNanos) {}

    KnownCredentials() {
        new SecureRandom().nextBytes(salt);
    }

    @Nullable
    User find(Credentials credentials, Authenticator judge, long nowNanos) {
        ByteBuffer digest = digest(credentials);
        synchronized (known) {
            Known found = known.get(digest);
            return found != null && found.judge() == judge && nowNanos - found.untilNanos() < 0 ? found.user() : null;
        }
    }

    void remember(Credentials credentials, User user, Authenticator judge, long nowNanos) {
        ByteBuffer digest = digest(credentials);
        synchronized (known) {
            known.put(digest, new Known(user, judge, nowNanos + KEPT.toNanos()));
        }
    }

    private ByteBuffer digest(Credentials credentials) {
        MessageDigest sha;
        try {
            sha = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
        sha.update(salt);
        add(sha, credentials.user());
        add(sha, credentials.password());
        add(sha, credentials.token());
        add(sha, credentials.visitor().ip());
        add(sha, String.valueOf(credentials.certificate()));
        return ByteBuffer.wrap(sha.digest());
    }

    private static void add(MessageDigest sha, @Nullable String text) {
        byte[] bytes = text == null ? new byte[0] : text.getBytes(StandardCharsets.UTF_8);
        sha.update((byte) (text == null ? 0 : 1));
        sha.update(ByteBuffer.allocate(Integer.BYTES).putInt(0, bytes.length));
        sha.update(bytes);
    }
}
