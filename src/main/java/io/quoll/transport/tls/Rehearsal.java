package io.quoll.transport.tls;

import java.nio.ByteBuffer;
import java.util.Arrays;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.SSLException;

/**
 * A handshake in memory, before the first client comes: the first one in a young JVM takes many times as long as others, and
 * on a busy machine longer than clients wait. Nothing is trusted by it; that it fails at its end, the client's judgement of
 * the certificate, is of no matter.
 */
final class Rehearsal {

    private static final int MOST_STEPS = 64;

    private final SSLEngine server;
    private final SSLEngine client;
    private final ByteBuffer toServer;
    private final ByteBuffer toClient;
    private final ByteBuffer unread;

    Rehearsal(SSLEngine server, SSLEngine client) {
        this.server = server;
        this.client = client;
        this.toServer = ByteBuffer.allocate(server.getSession().getPacketBufferSize());
        this.toClient = ByteBuffer.allocate(server.getSession().getPacketBufferSize());
        this.unread = ByteBuffer.allocate(server.getSession().getApplicationBufferSize());
    }

    void run() {
        try {
            for (int step = 0; step < MOST_STEPS && (isGoingOn(client) || isGoingOn(server)); step++) {
                advance(client, toClient, toServer);
                advance(server, toServer, toClient);
            }
        } catch (SSLException e) {
            // As it was to end.
        }
    }

    private static boolean isGoingOn(SSLEngine engine) {
        return engine.getHandshakeStatus() != HandshakeStatus.NOT_HANDSHAKING && !engine.isOutboundDone();
    }

    private void advance(SSLEngine engine, ByteBuffer in, ByteBuffer out) throws SSLException {
        switch (engine.getHandshakeStatus()) {
            case NEED_TASK -> {
                for (Runnable task = engine.getDelegatedTask(); task != null; task = engine.getDelegatedTask()) {
                    task.run();
                }
            }
            case NEED_WRAP -> engine.wrap(ByteBuffer.allocate(0), out);
            case NEED_UNWRAP, NEED_UNWRAP_AGAIN -> {
                in.flip();
                unread.clear();
                engine.unwrap(in, unread);
                in.compact();
            }
            default -> {
                // Nothing to do before the other has done something.
            }
        }
    }

    /** Both ends offer what they have in common. */
    static void offer(SSLEngine client, SSLEngine server) throws SSLException {
        client.setUseClientMode(true);
        client.setEnabledProtocols(Arrays.copyOf(server.getEnabledProtocols(), server.getEnabledProtocols().length));
        client.beginHandshake();
        server.beginHandshake();
    }
}
