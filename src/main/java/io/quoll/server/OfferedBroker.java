package io.quoll.server;

import io.quoll.account.Account;
import io.quoll.account.Authenticator;
import io.quoll.account.User;
import io.quoll.config.PushEndpointSettings;
import io.quoll.http.ApiBroker;
import io.quoll.http.ApiEncryption;
import io.quoll.http.ApiSettings;
import io.quoll.http.push.PushBroker;
import io.quoll.http.push.PushEndpoint;
import io.quoll.jetstream.api.AccountStreams;
import io.quoll.jetstream.consumer.ConsumerWatcher;
import io.quoll.message.Message;
import io.quoll.router.MessageExchange;
import io.quoll.trace.Tracing;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Offers the broker to HTTP, whose resources are made, at build time even, before there can be a broker. */
@Singleton
final class OfferedBroker implements ApiBroker, PushBroker {

    private final Instance<Broker> broker;
    private volatile @Nullable ApiSettings settings;

    @Inject
    OfferedBroker(Instance<Broker> broker) {
        this.broker = broker;
    }

    @Override
    public ApiSettings settings() {
        ApiSettings known = settings;
        if (known == null) {
            known = HttpApiSettings.of(broker.get().settings());
            settings = known;
        }
        return known;
    }

    @Override
    public Authenticator authenticator() {
        return broker.get().connections().authenticator();
    }

    @Override
    public @Nullable ApiEncryption encryption() {
        return broker.get().apiEncryption();
    }

    @Override
    public MessageExchange exchange(Account account) {
        return broker.get().exchange(account);
    }

    @Override
    public @Nullable AccountStreams streams(Account account) {
        return broker.get()
                .jetStream()
                .map(jetStream -> jetStream.account(account.name()))
                .orElse(null);
    }

    @Override
    public @Nullable Tracing tracing() {
        return broker.get().tracing();
    }

    @Override
    public boolean answer(Message request, User user, Consumer<byte[]> reply) {
        return broker.get().connections().requests().take(request, user, reply);
    }

    @Override
    public List<PushEndpoint> endpoints() {
        return broker.get().settings().httpPush().stream()
                .map(OfferedBroker::endpoint)
                .toList();
    }

    @Override
    public void whenReloaded(Runnable task) {
        broker.get().whenReloaded(task);
    }

    private static PushEndpoint endpoint(PushEndpointSettings given) {
        return new PushEndpoint(
                given.name(),
                given.url(),
                given.secret().orElse(null),
                given.token().orElse(null),
                given.timeout(),
                given.concurrency(),
                given.origin().orElse(null),
                given.accounts());
    }

    @Override
    public @Nullable MessageExchange exchange(String account) {
        Account known = broker.get().accounts().find(account);
        return known == null ? null : exchange(known);
    }

    @Override
    public void watchConsumers(ConsumerWatcher watcher) {
        broker.get().watchConsumers(watcher);
    }

    @Override
    public void whenLeaving(Runnable task) {
        broker.get().whenLeaving(task);
    }
}
