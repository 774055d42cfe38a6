package io.quoll.http;

import io.quoll.account.Account;
import io.quoll.account.Authenticator;
import io.quoll.account.User;
import io.quoll.jetstream.api.AccountStreams;
import io.quoll.message.Message;
import io.quoll.router.MessageExchange;
import io.quoll.trace.Tracing;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The broker as HTTP uses it. Implemented where the broker is put together; any thread. */
public interface ApiBroker {

    ApiSettings settings();

    Authenticator authenticator();

    /** How connections are encrypted, {@code null} if they are not. */
    @Nullable
    ApiEncryption encryption();

    /** The way in and out of an account's subject space. */
    MessageExchange exchange(Account account);

    /** The streams of an account, {@code null} where it has none. */
    @Nullable
    AccountStreams streams(Account account);

    /**
     * Answers what every user may ask the server about itself and its account, now or later.
     *
     * @param reply takes the answer; any thread
     * @return false if the request is not for the server
     */
    boolean answer(Message request, User user, Consumer<byte[]> reply);

    /** Who follows requests and messages; {@code null} if nobody does. */
    @Nullable
    Tracing tracing();

    /** Has the task run once, when the server begins to leave; at once if it has begun. */
    void whenLeaving(Runnable task);
}
