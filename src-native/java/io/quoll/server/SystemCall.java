package io.quoll.server;

import org.graalvm.nativeimage.c.function.CFunction;
import org.graalvm.word.PointerBase;
import org.graalvm.word.UnsignedWord;

/** Functions of the system's library that Java has no way to. */
final class SystemCall {

    private SystemCall() {}

    /** Answers 0, or -1 when there is no such process or it is not ours to tell. */
    @CFunction
    static native int kill(int processId, int signal);

    /** Answers 0, or -1 when the system does not take the advice. */
    @CFunction
    static native int madvise(PointerBase address, UnsignedWord bytes, int advice);
}
