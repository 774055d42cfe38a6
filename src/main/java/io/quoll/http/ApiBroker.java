package io.quoll.http;

import io.quoll.account.Account;
import io.quoll.account.Authenticator;
import io.quoll.jetstream.api.AccountStreams;
import io.quoll.router.MessageExchange;
import org.jspecify.annotations.Nullable;

/** The broker as HTTP uses it. Implemented where the broker is put together; any thread. */
public interface ApiBroker {

    ApiSettings settings();

    Authenticator authenticator();

    /** The way in and out of an account's subject space. */
    MessageExchange exchange(Account account);

    /** The streams of an account, {@code null} where it has none. */
    @Nullable
    AccountStreams streams(Account account);

    /** Has the task run once, when the server begins to leave; at once if it has begun. */
    void whenLeaving(Runnable task);
}
