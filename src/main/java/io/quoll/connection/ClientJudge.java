package io.quoll.connection;

import io.quoll.account.Account;
import io.quoll.account.Authenticator;
import io.quoll.account.Credentials;
import io.quoll.account.Dismissal;
import io.quoll.account.Rejudgement;
import io.quoll.account.User;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Has it judged who a client is: by what it offers with CONNECT, and anew by the same whenever other rules hold. Called on the
 * client's loop, where it tells what has come of it, though judging may happen elsewhere and take its time.
 *
 * <p>Of judgements under way only the latest counts, and only if the rules are still those by which it was made. One that
 * fails lets nobody in, and sends nobody away: who is there already is judged again {@linkplain #RETRY_NANOS a little later}.
 */
final class ClientJudge {

    private static final Logger LOG = System.getLogger(ClientJudge.class.getName());

    private static final long RETRY_NANOS = 1_000_000_000L;

    private final ConnectionRegistry registry;
    private final ConnectionLoop loop;
    private final ClientConnection client;
    /** What the client offered last; null before CONNECT. */
    private @Nullable Credentials offered;

    private int asked;

    ClientJudge(ConnectionRegistry registry, ConnectionLoop loop, ClientConnection client) {
        this.registry = registry;
        this.loop = loop;
        this.client = client;
    }

    /**
     * Judges a client that wants to come in.
     *
     * @return whether {@link ClientConnection#onJudged} is still to be called
     */
    boolean judge(Credentials credentials) {
        offered = credentials;
        return ask(credentials, verdict -> client.onJudged(verdict.orElse(null)), failure -> {
            LOG.log(Level.ERROR, client.description() + " - could not be judged", failure);
            client.onJudged(null);
        });
    }

    /** Judges a client that is there by the rules of this moment. */
    void judgeAnew() {
        Credentials credentials = offered;
        if (credentials != null) {
            ask(credentials, verdict -> client.onJudgedAnew(rejudgement(verdict)), failure -> {
                LOG.log(
                        Level.ERROR,
                        client.description() + " - could not be judged anew, which is tried again",
                        failure);
                loop.schedule(this::judgeAgain, RETRY_NANOS);
            });
        }
    }

    private void judgeAgain() {
        if (client.isOpen()) {
            judgeAnew();
        }
    }

    private Rejudgement rejudgement(Optional<User> verdict) {
        return verdict.map(Rejudgement::stay)
                .orElseGet(() -> Rejudgement.go(Dismissal.UNTRUSTED, new User(null, client.account())));
    }

    /** Judges a client that is there by what is said of its account, if it still is in that one. */
    void judgeAnew(Account account, Function<User, Rejudgement> judge) {
        User user = client.user();
        if (user != null && client.isOpen() && client.account() == account) {
            client.onJudgedAnew(judge.apply(user));
        }
    }

    /** @return whether the answer is still to come */
    private boolean ask(Credentials credentials, Consumer<Optional<User>> onVerdict, Consumer<Throwable> onFailure) {
        int number = ++asked;
        Authenticator judge = registry.authenticator();
        CompletableFuture<Optional<User>> verdict = judge.judge(credentials, registry.worker());
        if (verdict.isDone()) {
            tell(verdict, onVerdict, onFailure);
            return false;
        }
        verdict.whenComplete((judged, failure) -> loop.execute(() -> {
            if (number != asked) {
                return;
            }
            if (judge == registry.authenticator()) {
                tell(verdict, onVerdict, onFailure);
            } else {
                ask(credentials, onVerdict, onFailure);
            }
        }));
        return true;
    }

    private static void tell(
            CompletableFuture<Optional<User>> verdict,
            Consumer<Optional<User>> onVerdict,
            Consumer<Throwable> onFailure) {
        Optional<User> judged;
        try {
            judged = verdict.join();
        } catch (CompletionException | CancellationException e) {
            onFailure.accept(e);
            return;
        }
        onVerdict.accept(judged);
    }
}
