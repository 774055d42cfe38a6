package io.quoll.server;

import io.quoll.account.operator.OperatorAccounts;
import io.quoll.config.Settings;
import io.quoll.connection.ConnectionRegistry;
import io.quoll.router.MessageExchange;
import io.quoll.system.Reports;
import io.quoll.system.ServerFacts;
import io.quoll.system.SystemAccount;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.subscription.Cancellable;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The broker's part in the system account, and what has to be looked at once a second, on a worker. */
final class SystemService {

    private static final Logger LOG = System.getLogger(SystemService.class.getName());

    private static final Duration TICK = Duration.ofSeconds(1);

    private final SystemAccount account;
    private final LateReports reports = new LateReports();
    private final @Nullable OperatorAccounts operators;
    private final Executor worker;
    private volatile @Nullable Cancellable ticking;

    /**
     * @param exchange of the system account
     * @param reload reads the configuration again and tells why nothing has changed, empty if all went well
     * @param operators the accounts of operators, where there are any
     */
    SystemService(
            Settings settings,
            Identity identity,
            ConnectionRegistry connections,
            MessageExchange exchange,
            Supplier<Optional<String>> reload,
            @Nullable OperatorAccounts operators,
            Executor worker) {
        this.operators = operators;
        this.worker = worker;
        this.account = new SystemAccount(
                new ServerFacts(
                        identity.id(),
                        identity.name(),
                        settings.host(),
                        Identity.NATS_VERSION,
                        settings.serverTags(),
                        settings.serverMetadata(),
                        settings.jetStream(),
                        Clock.systemUTC(),
                        new AtomicLong()),
                identity.start(),
                connections,
                exchange,
                reports,
                reload,
                operators,
                worker);
        connections.listener(account.events());
        connections.requests(account.requests());
    }

    /** Who shows over NATS what monitoring shows; until then such requests are answered with an error. */
    void reports(Reports source) {
        reports.follow(source);
    }

    void start() {
        account.start();
        ticking = Multi.createFrom()
                .ticks()
                .every(TICK)
                .onOverflow()
                .drop()
                .emitOn(worker, 1)
                .subscribe()
                .with(tick -> tick(), failure -> LOG.log(Level.ERROR, "the seconds are no longer counted", failure));
    }

    private void tick() {
        try {
            account.tick();
            if (operators != null) {
                operators.checkTimes();
            }
        } catch (RuntimeException e) {
            LOG.log(Level.ERROR, "what is done once a second failed", e);
        }
    }

    void announceLameDuck() {
        account.announceLameDuck();
    }

    void stop() {
        account.stop();
        Cancellable running = ticking;
        if (running != null) {
            running.cancel();
        }
    }
}
