package io.quoll.server;

import org.graalvm.nativeimage.c.function.CFunction;

/** Functions of the system's library that Java has no way to. */
final class SystemCall {

    private SystemCall() {}

    /** Answers 0, or -1 when there is no such process or it is not ours to tell. */
    @CFunction
    static native int kill(int processId, int signal);
}
