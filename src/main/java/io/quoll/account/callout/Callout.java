package io.quoll.account.callout;

import io.quoll.account.Account;
import io.quoll.account.Credentials;
import io.quoll.account.User;
import io.quoll.account.jwt.AuthorizationRequest;
import io.quoll.account.jwt.AuthorizationResponse;
import io.quoll.account.jwt.JwtException;
import io.quoll.account.jwt.UserClaims;
import io.quoll.account.nkey.CurveKey;
import io.quoll.account.nkey.KeyKind;
import io.quoll.account.nkey.PublicKey;
import io.quoll.account.nkey.SealException;
import io.quoll.account.nkey.ServerKey;
import io.quoll.message.Headers;
import io.quoll.message.Message;
import io.smallrye.mutiny.Uni;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * Asks a service who a client is. Each question has a key of its own that the answer must be about, so that no answer serves
 * twice. Whatever is wrong with an answer, or with none in time, refuses the client. Any thread; answers are judged on a
 * worker. Bounded by {@code max_connections}, since a client waits for one answer at a time.
 */
public final class Callout {

    private static final Logger LOG = System.getLogger(Callout.class.getName());

    private static final int KEY_BYTES = 32;
    /** What every token begins with: a brace and a quote, encoded. */
    private static final String TOKEN_BEGINS = "eyJ";

    private final AuthorizationRequest.Server server;
    private final ServerKey key;
    private final Questions questions;
    private final Duration timeout;
    private final InstantSource clock;
    private final Executor worker;
    private final SecureRandom random = new SecureRandom();
    private final CurveKey curveKey = CurveKey.generate();

    public Callout(
            AuthorizationRequest.Server server,
            ServerKey key,
            Questions questions,
            Duration timeout,
            InstantSource clock,
            Executor worker) {
        this.server = server;
        this.key = key;
        this.questions = questions;
        this.timeout = timeout;
        this.clock = clock;
        this.worker = worker;
    }

    /**
     * Who is asked.
     *
     * @param account where the service listens
     * @param subject its public key, or that of the account
     * @param curveKey what requests are sealed for; {@code null} for not at all
     */
    public record Service(
            Account account, String subject, @Nullable PublicKey curveKey) {}

    /** Whose claims are accepted, and what becomes of them. */
    interface Acceptance {

        /** Whether an answer of this account or key counts. */
        boolean trusts(AuthorizationResponse response);

        User accept(UserClaims claims, Instant now) throws JwtException, IOException;
    }

    Uni<Optional<User>> ask(Credentials credentials, Service service, Acceptance acceptance) {
        return Uni.createFrom()
                .deferred(() -> {
                    byte[] once = new byte[KEY_BYTES];
                    random.nextBytes(once);
                    // Nobody needs its secret half, so there is none.
                    String userKey = PublicKey.of(KeyKind.USER, once).toString();
                    return questions
                            .ask(service.account(), question(credentials, service, userKey), timeout)
                            .emitOn(worker)
                            .map(answer -> judge(answer.payload(), service.curveKey(), userKey, acceptance));
                })
                .onFailure()
                .recoverWithItem(failure -> {
                    LOG.log(
                            Level.WARNING,
                            "no answer to an authorization request in account " + service.account() + ": "
                                    + failure.getMessage());
                    return Optional.empty();
                })
                .runSubscriptionOn(worker);
    }

    private Message question(Credentials credentials, Service service, String userKey) {
        Instant now = clock.instant();
        PublicKey reader = service.curveKey();
        String sender = reader == null ? null : curveKey.publicKey().toString();
        byte[] token = new AuthorizationRequest(
                        server, sender, service.subject(), userKey, credentials, now.plus(timeout))
                .sign(key, now)
                .getBytes(StandardCharsets.US_ASCII);
        if (reader == null || sender == null) {
            return Message.of(AuthorizationRequest.SUBJECT, token);
        }
        return Message.of(AuthorizationRequest.SUBJECT, curveKey.seal(token, reader))
                .withHeaders(Headers.of(Map.of(AuthorizationRequest.CURVE_KEY_HEADER, List.of(sender))));
    }

    /** The token in an answer, which may be sealed where the question was. */
    private String tokenIn(byte[] answer, @Nullable PublicKey sender) throws SealException {
        String text = new String(answer, StandardCharsets.US_ASCII);
        if (sender == null || text.startsWith(TOKEN_BEGINS)) {
            return text;
        }
        return new String(curveKey.open(answer, sender), StandardCharsets.US_ASCII);
    }

    private Optional<User> judge(byte[] answer, @Nullable PublicKey sender, String userKey, Acceptance acceptance) {
        try {
            Instant now = clock.instant();
            require(answer.length > 0, "no reason supplied");
            AuthorizationResponse response = AuthorizationResponse.verify(tokenIn(answer, sender));
            require(response.registered().holdAt(now), "the answer does not hold now");
            require(response.registered().subject().equals(userKey), "the answer is about another user");
            require(response.registered().audience().equals(server.id()), "the answer is for another server");
            require(acceptance.trusts(response), "the answer is signed by somebody else");
            require(response.error().isEmpty(), "the service refuses: " + response.error());
            UserClaims claims = UserClaims.verify(response.userToken());
            require(claims.key().equals(userKey), "the user is not the one who was asked about");
            return Optional.of(acceptance.accept(claims, now));
        } catch (JwtException | SealException | IOException e) {
            LOG.log(Level.WARNING, "auth callout refused a client: " + e.getMessage());
            return Optional.empty();
        }
    }

    static void require(boolean holds, String otherwise) throws JwtException {
        if (!holds) {
            throw new JwtException(otherwise);
        }
    }
}
