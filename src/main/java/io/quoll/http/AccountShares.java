package io.quoll.http;

import io.quoll.account.Account;
import io.quoll.http.problem.Problem;
import io.quoll.http.problem.ProblemType;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/**
 * How much of the server each account may ask for over HTTP: so many requests at a time ({@link
 * ApiSettings#accountRequests}) and so many a second ({@link ApiSettings#accountRate}). As many as there are accounts that
 * ever asked. Any thread.
 */
@Singleton
final class AccountShares {

    private final ApiBroker broker;
    private final Map<Account, AccountShare> shares = new ConcurrentHashMap<>();

    @Inject
    AccountShares(ApiBroker broker) {
        this.broker = broker;
    }

    /** Handles a request as one of the account's, or refuses it with 429. */
    <T> Uni<T> within(Account account, Supplier<Uni<T>> handling) {
        long now = System.nanoTime();
        ApiSettings settings = broker.settings();
        AccountShare share = shares.computeIfAbsent(
                account, ignored -> new AccountShare(settings.accountRequests(), settings.accountRate(), now));
        if (!share.begin(now)) {
            throw Problem.of(ProblemType.TOO_MANY_REQUESTS, "your account asks too much at a time")
                    .asException();
        }
        Uni<T> handled;
        try {
            handled = handling.get();
        } catch (RuntimeException e) {
            share.end();
            throw e;
        }
        return handled.onTermination().invoke(share::end);
    }
}
