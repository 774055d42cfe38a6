package io.quoll.system;

import io.quoll.account.Account;
import io.quoll.message.Message;
import io.quoll.router.MessageExchange;
import io.quoll.router.Subscription;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/**
 * Publishes in the system account and hears requests there. Requests are answered by a worker; of those that wait, there are
 * {@link #MOST_WAITING} at the most, and what comes then is not answered.
 */
final class SystemExchange {

    private static final Logger LOG = System.getLogger(SystemExchange.class.getName());

    private static final int MOST_WAITING = 10_000;

    private final Account account;
    private final MessageExchange exchange;
    private final Executor worker;
    private final AtomicInteger waiting = new AtomicInteger();
    private final List<Subscription> subscriptions = new ArrayList<>();

    SystemExchange(Account account, MessageExchange exchange, Executor worker) {
        this.account = account;
        this.exchange = exchange;
        this.worker = worker;
    }

    Account account() {
        return account;
    }

    /** Whether anybody would get what is published there. */
    boolean isHeard(String subject) {
        return account.router().hasInterest(subject.getBytes(StandardCharsets.UTF_8));
    }

    void publish(String subject, byte[] payload) {
        exchange.publish(Message.of(subject, payload))
                .subscribe()
                .with(
                        done -> {},
                        failure -> LOG.log(
                                Level.DEBUG, () -> "not published on " + subject + ": " + failure.getMessage()));
    }

    /** Lets a worker answer what comes on the pattern from now on. Not after {@link #close}. */
    void serve(String pattern, Consumer<Message> handler) {
        Subscription subscription =
                new Subscription(pattern.getBytes(StandardCharsets.UTF_8), null, (to, request, lane) -> {
                    Message message = request.toMessage();
                    work(() -> handler.accept(message));
                    return true;
                });
        subscriptions.add(subscription);
        account.router().subscribe(subscription);
    }

    /** Lets a worker do something, unless too much waits already. */
    void work(Runnable task) {
        if (waiting.incrementAndGet() > MOST_WAITING) {
            waiting.decrementAndGet();
            return;
        }
        worker.execute(() -> {
            waiting.decrementAndGet();
            task.run();
        });
    }

    void close() {
        subscriptions.forEach(account.router()::unsubscribe);
        subscriptions.clear();
    }
}
