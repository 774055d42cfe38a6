package io.quoll.server;

import io.quoll.connection.ClientConnection;
import io.quoll.connection.CloseReason;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * Leaving without a stampede: accepts nobody any more, tells the clients, gives them time to go elsewhere on their own, then
 * ends the rest one by one over the time that is left, and then the program.
 */
final class LameDuck {

    private static final Logger LOG = System.getLogger(LameDuck.class.getName());
    private static final long LONGEST_PAUSE_MILLIS = 1000;

    private final Broker broker;
    private final Runnable exit;
    private boolean entered;

    LameDuck(Broker broker, Runnable exit) {
        this.broker = broker;
        this.exit = exit;
    }

    synchronized void enter() {
        if (entered) {
            return;
        }
        entered = true;
        LOG.log(Level.INFO, "Entering lame duck mode, stop accepting new clients");
        broker.stopAccepting();
        broker.enterLameDuckMode();
        ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(task -> {
            Thread thread = new Thread(task, "lame-duck");
            thread.setDaemon(true);
            return thread;
        });
        Duration grace = broker.settings().lameDuckGracePeriod();
        timer.schedule(() -> endRemaining(timer), grace.toMillis(), TimeUnit.MILLISECONDS);
    }

    private void endRemaining(ScheduledExecutorService timer) {
        List<ClientConnection> remaining = new ArrayList<>(broker.connections().connections());
        endNext(timer, remaining, pauseMillis(Math.max(1, remaining.size())));
    }

    private void endNext(ScheduledExecutorService timer, List<ClientConnection> remaining, long pause) {
        if (remaining.isEmpty()) {
            LOG.log(Level.INFO, "Every client has left");
            exit.run();
            return;
        }
        ClientConnection next = remaining.remove(remaining.size() - 1);
        next.loop().execute(() -> next.close(CloseReason.SERVER_SHUTDOWN));
        timer.schedule(() -> endNext(timer, remaining, pause), pause, TimeUnit.MILLISECONDS);
    }

    private long pauseMillis(int clients) {
        Duration left =
                broker.settings().lameDuckDuration().minus(broker.settings().lameDuckGracePeriod());
        return Math.min(LONGEST_PAUSE_MILLIS, Math.max(0, left.toMillis()) / clients);
    }
}
