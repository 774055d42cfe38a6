package io.quoll.router;

import java.util.concurrent.Executor;

/** The thread that a lane belongs to. A task runs once what the thread is at is done, so at the end of its turn. */
public interface LaneThread extends Executor {

    /**
     * How long whoever has just published is to wait for receivers that fall behind, 0 for not at all. Told once; asked on
     * this thread, in the same task as the publishing.
     */
    long takeStall();
}
