package io.quoll.server;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.lang.reflect.Proxy;

/**
 * The signals that nats-server answers. The JVM keeps SIGUSR2 for itself unless the environment names another signal for
 * that ({@code _JAVA_SR_SIGNUM}, which the launcher script sets); a native executable has it free.
 *
 * <p>The only way to signals is {@code sun.misc.Signal}, which the compiler lets nobody name without a warning; so it is
 * looked up.
 */
final class Signals {

    private static final Logger LOG = System.getLogger(Signals.class.getName());

    private Signals() {}

    static void onInterrupt(Runnable action) {
        on("INT", action);
    }

    static void onTerminate(Runnable action) {
        on("TERM", action);
    }

    static void onLameDuck(Runnable action) {
        on("USR2", action);
    }

    static void onReload(Runnable action) {
        on("HUP", action);
    }

    /** The system's number for a signal. */
    static int number(String name) {
        try {
            Class<?> signal = Class.forName("sun.misc.Signal");
            Object named = signal.getConstructor(String.class).newInstance(name);
            return (Integer) signal.getMethod("getNumber").invoke(named);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("no SIG" + name + " here", e);
        }
    }

    private static void on(String name, Runnable action) {
        try {
            Class<?> signal = Class.forName("sun.misc.Signal");
            Class<?> handler = Class.forName("sun.misc.SignalHandler");
            Object onSignal = Proxy.newProxyInstance(
                    Signals.class.getClassLoader(), new Class<?>[] {handler}, (proxy, method, arguments) -> {
                        if (method.getName().equals("handle")) {
                            action.run();
                        }
                        return null;
                    });
            signal.getMethod("handle", signal, handler)
                    .invoke(null, signal.getConstructor(String.class).newInstance(name), onSignal);
        } catch (ReflectiveOperationException e) {
            LOG.log(Level.DEBUG, "no answer to SIG" + name, e);
        }
    }
}
