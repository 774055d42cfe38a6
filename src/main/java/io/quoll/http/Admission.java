package io.quoll.http;

import io.quoll.account.Authenticator;
import io.quoll.account.ClientCertificate;
import io.quoll.account.ConnectionType;
import io.quoll.account.Credentials;
import io.quoll.account.User;
import io.quoll.account.Visitor;
import io.quoll.http.problem.Problem;
import io.quoll.http.problem.ProblemException;
import io.quoll.http.problem.ProblemType;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.SocketAddress;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.nio.charset.StandardCharsets;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.util.Base64;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;
import org.jspecify.annotations.Nullable;

/**
 * Judges who makes a request: by the header {@code Authorization}, Basic with user and password or Bearer with a token or
 * a JWT of a bearer, by the client's certificate, and by the same authenticator as clients on TCP. At most {@link
 * #MOST_JUDGED} judgements are underway; one that takes long is made by a worker or a service, and remembered for a while.
 */
@Singleton
public final class Admission {

    private static final int MOST_JUDGED = 64;

    /** How the first part of a JWT begins, which is an object in base64. */
    private static final String SIGNED = "eyJ";

    private final ApiBroker broker;
    private final KnownCredentials remembered = new KnownCredentials();
    private final AtomicInteger judged = new AtomicInteger();

    @Inject
    Admission(ApiBroker broker) {
        this.broker = broker;
    }

    /** The caller; fails with a problem if they are not let in. May answer on another thread. */
    Uni<Caller> admit(HttpServerRequest http) {
        Authenticator judge = broker.authenticator();
        try {
            String authorization = http.getHeader("Authorization");
            ClientCertificate certificate = certificate(http.sslSession());
            User known = authorization == null && certificate == null ? judge.withoutCredentials() : null;
            if (known != null) {
                return Uni.createFrom().item(caller(known));
            }
            Credentials credentials = credentials(authorization, certificate, visitor(http));
            User user = remembered.find(credentials, judge, System.nanoTime());
            return user != null ? Uni.createFrom().item(caller(user)) : judged(judge, credentials);
        } catch (ProblemException e) {
            return Uni.createFrom().failure(e);
        }
    }

    private @Nullable ClientCertificate certificate(@Nullable SSLSession session) {
        ApiEncryption encryption = broker.encryption();
        if (session == null || encryption == null) {
            return null;
        }
        if (!encryption.accepts(session)) {
            throw refusal("the client's certificate is not pinned").asException();
        }
        try {
            Certificate[] chain = session.getPeerCertificates();
            return chain.length > 0 && chain[0] instanceof X509Certificate first ? ClientCertificate.of(first) : null;
        } catch (SSLPeerUnverifiedException e) {
            return null;
        }
    }

    private static Visitor visitor(HttpServerRequest http) {
        SocketAddress address = http.remoteAddress();
        String ip = address == null || address.hostAddress() == null ? "" : address.hostAddress();
        return new Visitor(0, ip, ConnectionType.STANDARD, null, null, null, null, 0);
    }

    private Uni<Caller> judged(Authenticator judge, Credentials credentials) {
        if (judged.incrementAndGet() > MOST_JUDGED) {
            judged.decrementAndGet();
            return Uni.createFrom()
                    .failure(Problem.of(
                                    ProblemType.TOO_MANY_REQUESTS, "too many passwords are being judged at this moment")
                            .asException());
        }
        CompletableFuture<Optional<User>> judgement = judge.judge(credentials, Infrastructure.getDefaultExecutor());
        boolean takesLong = !judgement.isDone();
        return Uni.createFrom()
                .completionStage(judgement)
                .map(user -> {
                    Caller caller = caller(user.orElse(null));
                    if (takesLong) {
                        remembered.remember(credentials, caller.user(), judge, System.nanoTime());
                    }
                    return caller;
                })
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

    private static Credentials credentials(
            @Nullable String authorization, @Nullable ClientCertificate certificate, Visitor visitor) {
        if (authorization == null) {
            return new Credentials(null, null, null, null, null, null, certificate, visitor);
        }
        int gap = authorization.indexOf(' ');
        String scheme = (gap < 0 ? authorization : authorization.substring(0, gap)).toLowerCase(Locale.ROOT);
        String rest = gap < 0 ? "" : authorization.substring(gap + 1).strip();
        return switch (scheme) {
            case "basic" -> basic(rest, certificate, visitor);
            case "bearer" ->
                new Credentials(null, null, rest, isSigned(rest) ? rest : null, null, null, certificate, visitor);
            default -> throw refusal("Authorization must be Basic or Bearer").asException();
        };
    }

    /** Whether a token is one that an account has signed, and not only known to both sides. */
    private static boolean isSigned(String token) {
        return token.startsWith(SIGNED) && token.chars().filter(c -> c == '.').count() == 2;
    }

    private static Credentials basic(String encoded, @Nullable ClientCertificate certificate, Visitor visitor) {
        try {
            String text = new String(Base64.getDecoder().decode(encoded), StandardCharsets.UTF_8);
            int colon = text.indexOf(':');
            if (colon >= 0) {
                return new Credentials(
                        text.substring(0, colon),
                        text.substring(colon + 1),
                        null,
                        null,
                        null,
                        null,
                        certificate,
                        visitor);
            }
        } catch (IllegalArgumentException e) {
            throw refusal("Authorization Basic is not base64").asException();
        }
        throw refusal("Authorization Basic has no colon").asException();
    }
}
