package io.quoll.protocol;

import org.jspecify.annotations.Nullable;

/** For tests that look at publications; anything else is a failure. */
abstract class PublicationsOnly implements ClientFrameHandler {

    @Override
    public void onConnect(byte[] json) {
        throw new AssertionError("CONNECT");
    }

    @Override
    public void onSubscribe(byte[] subject, byte @Nullable [] queue, byte[] sid) {
        throw new AssertionError("SUB");
    }

    @Override
    public void onUnsubscribe(byte[] sid, long max) {
        throw new AssertionError("UNSUB");
    }

    @Override
    public void onPing() {
        throw new AssertionError("PING");
    }

    @Override
    public void onPong() {
        throw new AssertionError("PONG");
    }

    @Override
    public void onProtocolError(ProtocolError error, String detail) {
        throw new AssertionError(error + ": " + detail);
    }
}
