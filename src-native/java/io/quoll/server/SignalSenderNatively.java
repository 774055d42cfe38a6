package io.quoll.server;

import com.oracle.svm.core.annotate.Substitute;
import com.oracle.svm.core.annotate.TargetClass;
import java.io.IOException;

/** What {@link SignalSender} is in a native executable. */
@TargetClass(SignalSender.class)
final class SignalSenderNatively {

    private SignalSenderNatively() {}

    @Substitute
    static void send(int processId, String signal) throws IOException {
        if (SystemCall.kill(processId, Signals.number(signal)) != 0) {
            throw new IOException("no process " + processId + ", or not one of this user's");
        }
    }
}
