package io.quoll.router;

import io.quoll.trace.Tracing;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * The thread that the lanes of one number belong to, in whichever router, as those see it who stage something on it or come
 * back to it.
 */
public interface LaneThread extends Executor {

    /** Runs the task on this thread after what it is doing now; in order. Any thread. */
    @Override
    void execute(Runnable task);

    /**
     * Runs the task once, at the end of what the thread is doing now. Tasks run in the order they come in, those last that
     * come in while others run. Called on this thread.
     */
    void atEndOfTurn(Runnable task);

    /** Makes whoever is publishing at this moment wait a little before it publishes more. Called on this thread. */
    void stallPublisher(long nanos);

    /** How long whoever has published until now is to wait, 0 for not at all; asked once. Called on this thread. */
    long takeStall();

    /** Who follows messages on their way; {@code null} if nobody does. The same from start to end; any thread. */
    default @Nullable Tracing tracing() {
        return null;
    }
}
