package io.quoll.http;

import io.quoll.account.Authenticator;
import io.quoll.account.Credentials;
import io.quoll.account.User;
import io.quoll.http.problem.Problem;
import io.quoll.http.problem.ProblemException;
import io.quoll.http.problem.ProblemType;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Judges who makes a request: by the header {@code Authorization}, Basic with user and password or Bearer with a token, and
 * by the same authenticator as clients on TCP. A judgement that takes long is made by a worker, of which at most {@link
 * #MOST_JUDGED} wait, and remembered for a while.
 */
@Singleton
public final class Admission {

    private static final int MOST_JUDGED = 64;

    private final ApiBroker broker;
    private final KnownCredentials remembered = new KnownCredentials();
    private final AtomicInteger judged = new AtomicInteger();

    @Inject
    Admission(ApiBroker broker) {
        this.broker = broker;
    }

    /** The caller; fails with a problem if they are not let in. May answer on a worker. */
    Uni<Caller> admit(@Nullable String authorization) {
        Authenticator judge = broker.authenticator();
        User known = authorization == null ? judge.withoutCredentials() : null;
        if (known != null) {
            return Uni.createFrom().item(() -> caller(known));
        }
        Credentials credentials;
        try {
            credentials = credentials(authorization);
        } catch (ProblemException e) {
            return Uni.createFrom().failure(e);
        }
        if (!judge.isSlow(credentials)) {
            return Uni.createFrom().item(() -> caller(judge.authenticate(credentials)));
        }
        User user = remembered.find(credentials, judge, System.nanoTime());
        return user != null ? Uni.createFrom().item(() -> caller(user)) : judgeElsewhere(judge, credentials);
    }

    private Uni<Caller> judgeElsewhere(Authenticator judge, Credentials credentials) {
        if (judged.incrementAndGet() > MOST_JUDGED) {
            judged.decrementAndGet();
            return Uni.createFrom()
                    .failure(Problem.of(
                                    ProblemType.TOO_MANY_REQUESTS, "too many passwords are being judged at this moment")
                            .asException());
        }
        return Uni.createFrom()
                .item(() -> {
                    User user = judge.authenticate(credentials);
                    Caller caller = caller(user);
                    remembered.remember(credentials, caller.user(), judge, System.nanoTime());
                    return caller;
                })
                .runSubscriptionOn(Infrastructure.getDefaultExecutor())
                .onTermination()
                .invoke(judged::decrementAndGet);
    }

    private Caller caller(@Nullable User user) {
        if (user == null) {
            throw refusal("the credentials are missing or wrong").asException();
        }
        return new Caller(user, broker.exchange(user.account()));
    }

    private static Problem refusal(String detail) {
        return Problem.of(ProblemType.UNAUTHORIZED, detail);
    }

    private static Credentials credentials(@Nullable String authorization) {
        if (authorization == null) {
            return new Credentials(null, null, null);
        }
        int gap = authorization.indexOf(' ');
        String scheme = (gap < 0 ? authorization : authorization.substring(0, gap)).toLowerCase(Locale.ROOT);
        String rest = gap < 0 ? "" : authorization.substring(gap + 1).strip();
        return switch (scheme) {
            case "basic" -> basic(rest);
            case "bearer" -> new Credentials(null, null, rest);
            default -> throw refusal("Authorization must be Basic or Bearer").asException();
        };
    }

    private static Credentials basic(String encoded) {
        try {
            String text = new String(Base64.getDecoder().decode(encoded), StandardCharsets.UTF_8);
            int colon = text.indexOf(':');
            if (colon >= 0) {
                return new Credentials(text.substring(0, colon), text.substring(colon + 1), null);
            }
        } catch (IllegalArgumentException e) {
            throw refusal("Authorization Basic is not base64").asException();
        }
        throw refusal("Authorization Basic has no colon").asException();
    }
}
