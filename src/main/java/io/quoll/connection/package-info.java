/**
 * The life of a client: handshake, subscriptions, pings, limits, what is staged for it and when it is too slow. Knows no
 * sockets: bytes go out through {@link io.quoll.connection.ByteSink}.
 */
@NullMarked
package io.quoll.connection;

import org.jspecify.annotations.NullMarked;
