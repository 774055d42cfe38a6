package io.quoll.server;

import io.smallrye.mutiny.infrastructure.Infrastructure;
import java.util.concurrent.TimeUnit;

/**
 * Pages of a native executable that its start has brought into memory and that nothing needs any more. A JVM has none; what
 * is done in the executable is in {@code src-native}.
 */
final class StartPages {

    /** When the first clients have been served, who should not have to wait for pages just given back. */
    private static final long DELAY_MILLIS = 500;

    private StartPages() {}

    /** On a worker, and some time after the start. */
    static void giveBackSoon() {
        Infrastructure.getDefaultWorkerPool().schedule(StartPages::giveBack, DELAY_MILLIS, TimeUnit.MILLISECONDS);
    }

    static void giveBack() {}
}
