package io.quoll.server;

import io.quarkus.runtime.LaunchMode;
import io.quarkus.runtime.Quarkus;

/**
 * How the program ends when somebody wants it to: in order once everything listens, at once before that, when there is
 * nothing yet to put in order. To have been told to end is no failure, so the exit code is 0, as that of nats-server.
 */
final class Departure {

    private static final int FAILED = 1;

    private static volatile boolean orderly;
    private static volatile boolean lameDuck;

    private Departure() {}

    /** From here on there are clients to take leave of. */
    static void takeLeave() {
        orderly = true;
    }

    /** From here on the program ends by itself, when its clients have gone. */
    static void becomeLameDuck() {
        lameDuck = true;
    }

    /**
     * Ends the program, unless it is a lame duck and about to end anyway. As with nats-server, so that whoever manages the
     * program may send SIGTERM right after lame duck mode was asked for, as Kubernetes does, and clients keep their time.
     */
    static void leaveUnlessLeaving() {
        if (!lameDuck) {
            leave();
        }
    }

    static void leave() {
        if (orderly) {
            Quarkus.asyncExit(0);
        } else {
            RuntimeFiles.removeAll();
            Runtime.getRuntime().halt(0);
        }
    }

    /** Ends a start that failed and has said why; Quarkus would add the way that led there, twice. Not so in tests. */
    static void giveUp() {
        if (LaunchMode.current() == LaunchMode.NORMAL) {
            RuntimeFiles.removeAll();
            Runtime.getRuntime().halt(FAILED);
        }
    }
}
