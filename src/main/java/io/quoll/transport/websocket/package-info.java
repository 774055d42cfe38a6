/**
 * WebSocket (RFC 6455) around the protocol of clients: the request that begins it, judged as nats-server does, and the frames
 * afterwards, whose payloads are the same bytes in a row that TCP would carry. Frames are read and written by Netty. {@link
 * io.quoll.transport} comes next.
 */
@NullMarked
package io.quoll.transport.websocket;

import org.jspecify.annotations.NullMarked;
