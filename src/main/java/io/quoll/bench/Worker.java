package io.quoll.bench;

import java.io.EOFException;
import java.io.IOException;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;

/** One connection and the thread that works on it until its share is done or the connection is closed. */
abstract class Worker implements Runnable {

    private final String name;
    private final NatsConnection connection;
    private final RunSignals signals;
    private final Meter meter = new Meter();
    private final LatencyHistogram latencies = new LatencyHistogram();
    private final CountDownLatch done = new CountDownLatch(1);
    private @Nullable Thread thread;

    Worker(String name, NatsConnection connection, RunSignals signals) {
        this.name = name;
        this.connection = connection;
        this.signals = signals;
    }

    abstract void work() throws IOException, RunFailure, InterruptedException;

    @Override
    public final void run() {
        try {
            work();
        } catch (IOException e) {
            onConnectionLost(e);
        } catch (RunFailure e) {
            signals.fail(sentence(e));
        } catch (InterruptedException e) {
            signals.fail(name + " was interrupted");
        } catch (RuntimeException e) {
            signals.fail(name + " failed, which is a fault of this program: " + e);
        } finally {
            done.countDown();
        }
    }

    /** Remembers why the connection broke, unless it was closed on purpose. */
    final void onConnectionLost(IOException reason) {
        if (signals.isClosing()) {
            return;
        }
        if (reason instanceof ServerErrorException) {
            signals.fail("the server refused " + name + ": " + reason.getMessage());
        } else if (reason instanceof EOFException) {
            signals.fail("the server closed the connection of " + name + " after "
                    + HumanUnits.count(meter.messages()) + " messages"
                    + (this instanceof Subscriber ? ", perhaps as a slow consumer" : ""));
        } else {
            signals.fail("the connection of " + name + " broke after " + HumanUnits.count(meter.messages())
                    + " messages: " + NatsConnection.reason(reason));
        }
    }

    private static String sentence(RunFailure failure) {
        String message = failure.getMessage();
        return message == null ? "failed" : message;
    }

    final void start() {
        thread = new Thread(this, "bench " + name);
        thread.setDaemon(true);
        thread.start();
    }

    /** Closes the connection and waits a moment for the thread, so that what it measured can be read. */
    final void end() throws InterruptedException {
        connection.close();
        if (thread != null) {
            thread.join(1_000);
        }
    }

    final NatsConnection connection() {
        return connection;
    }

    final RunSignals signals() {
        return signals;
    }

    final Meter meter() {
        return meter;
    }

    final LatencyHistogram latencies() {
        return latencies;
    }

    /** Counted down when the thread has nothing left to do. */
    final CountDownLatch done() {
        return done;
    }
}
