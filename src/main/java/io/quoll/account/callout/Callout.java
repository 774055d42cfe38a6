package io.quoll.account.callout;

import io.quoll.account.Account;
import io.quoll.account.Credentials;
import io.quoll.account.User;
import io.quoll.account.jwt.AuthorizationRequest;
import io.quoll.account.jwt.AuthorizationResponse;
import io.quoll.account.jwt.JwtException;
import io.quoll.account.jwt.UserClaims;
import io.quoll.account.nkey.KeyKind;
import io.quoll.account.nkey.PublicKey;
import io.quoll.account.nkey.ServerKey;
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
import java.util.Optional;
import java.util.concurrent.Executor;

/**
 * Asks a service who a client is. Each question has a key of its own that the answer must be about, so that no answer serves
 * twice. Whatever is wrong with an answer, or with none in time, refuses the client. Any thread; answers are judged on a
 * worker. Bounded by {@code max_connections}, since a client waits for one answer at a time.
 */
public final class Callout {

    private static final Logger LOG = System.getLogger(Callout.class.getName());

    private static final int KEY_BYTES = 32;

    private final AuthorizationRequest.Server server;
    private final ServerKey key;
    private final Questions questions;
    private final Duration timeout;
    private final InstantSource clock;
    private final Executor worker;
    private final SecureRandom random = new SecureRandom();

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

    /** Whose claims are accepted, and what becomes of them. */
    interface Acceptance {

        /** Whether an answer of this account or key counts. */
        boolean trusts(AuthorizationResponse response);

        User accept(UserClaims claims, Instant now) throws JwtException, IOException;
    }

    /**
     * @param subject the key of who is asked
     */
    Uni<Optional<User>> ask(Credentials credentials, Account account, String subject, Acceptance acceptance) {
        return Uni.createFrom()
                .deferred(() -> {
                    byte[] once = new byte[KEY_BYTES];
                    random.nextBytes(once);
                    // Nobody needs its secret half, so there is none.
                    String userKey = PublicKey.of(KeyKind.USER, once).toString();
                    Instant now = clock.instant();
                    String token = new AuthorizationRequest(server, subject, userKey, credentials, now.plus(timeout))
                            .sign(key, now);
                    Message question =
                            Message.of(AuthorizationRequest.SUBJECT, token.getBytes(StandardCharsets.US_ASCII));
                    return questions
                            .ask(account, question, timeout)
                            .emitOn(worker)
                            .map(answer -> judge(answer, userKey, acceptance))
                            .onFailure()
                            .recoverWithItem(failure -> {
                                LOG.log(
                                        Level.WARNING,
                                        "no answer to an authorization request in account " + account + ": "
                                                + failure.getMessage());
                                return Optional.empty();
                            });
                })
                .runSubscriptionOn(worker);
    }

    private Optional<User> judge(Message answer, String userKey, Acceptance acceptance) {
        try {
            Instant now = clock.instant();
            require(answer.payload().length > 0, "no reason supplied");
            AuthorizationResponse response =
                    AuthorizationResponse.verify(new String(answer.payload(), StandardCharsets.US_ASCII));
            require(response.registered().holdAt(now), "the answer does not hold now");
            require(response.registered().subject().equals(userKey), "the answer is about another user");
            require(response.registered().audience().equals(server.id()), "the answer is for another server");
            require(acceptance.trusts(response), "the answer is signed by somebody else");
            require(response.error().isEmpty(), "the service refuses: " + response.error());
            UserClaims claims = UserClaims.verify(response.userToken());
            require(claims.key().equals(userKey), "the user is not the one who was asked about");
            return Optional.of(acceptance.accept(claims, now));
        } catch (JwtException | IOException e) {
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
