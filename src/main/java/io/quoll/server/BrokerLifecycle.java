package io.quoll.server;

import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.quoll.config.Notice;
import io.quoll.config.Settings;
import io.quoll.http.ApiListener;
import io.quoll.http.push.PushDelivery;
import io.quoll.monitor.EndpointTexts;
import io.vertx.core.Vertx;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Instance;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;

/** Starts the broker with the program and stops it with the program, and answers the signals in between. */
@Singleton
public class BrokerLifecycle {

    private static final Logger LOG = System.getLogger("io.quoll");

    private final Broker broker;
    private final ApiListener api;
    private final PushDelivery push;
    private final LameDuck lameDuck;

    @Inject
    BrokerLifecycle(Broker broker, ApiListener api, PushDelivery push, Instance<EndpointTexts> monitoring) {
        this.broker = broker;
        this.api = api;
        this.push = push;
        broker.reports((endpoint, parameters) -> monitoring.get().of(endpoint, parameters));
        this.lameDuck = new LameDuck(broker, Departure::leave);
    }

    @Produces
    @Singleton
    static Broker broker(Vertx vertx) {
        Settings settings = Launch.current();
        JsonLog.begin(settings);
        return new Broker(settings, vertx);
    }

    void onStart(@Observes StartupEvent event) {
        Settings settings = broker.settings();
        LOG.log(
                Level.INFO,
                "Starting " + StartReport.program() + ", server id "
                        + broker.identity().id());
        settings.configFile().ifPresent(file -> LOG.log(Level.INFO, "Using configuration file " + file));
        LOG.log(Level.INFO, StartReport.sources(settings));
        LOG.log(Level.INFO, StartReport.resources(broker.connections().loops().size()));
        Launch.notices().forEach(BrokerLifecycle::warn);
        settings.notices().forEach(BrokerLifecycle::warn);
        try {
            broker.start();
            api.start();
            push.start();
        } catch (IllegalStateException e) {
            LOG.log(Level.ERROR, e.getMessage());
            Departure.giveUp();
            throw e;
        }
        settings.pidFile().ifPresent(RuntimeFiles::writePid);
        Signals.onLameDuck(this::leaveAsLameDuck);
        Reload reload = new Reload(broker, Launch::readAgain);
        broker.readsAgainBy(reload);
        Signals.onReload(reload::soon);
        LOG.log(Level.INFO, "Server is ready, " + Launch.millisSinceBegin() + " ms after the program began");
        StartPages.giveBackSoon();
    }

    private void leaveAsLameDuck() {
        Departure.becomeLameDuck();
        lameDuck.enter();
    }

    private static void warn(Notice notice) {
        LOG.log(Level.WARNING, notice.toString());
    }

    void onStop(@Observes ShutdownEvent event) {
        LOG.log(Level.INFO, "Server is leaving");
        broker.stopAccepting();
        push.stop();
        api.stop();
        broker.stop();
        RuntimeFiles.removeAll();
    }
}
