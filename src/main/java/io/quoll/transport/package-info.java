/**
 * Listeners and sockets: the only home of Netty channels and Vert.x servers. Bytes come in from the network and go to {@link
 * io.quoll.protocol}'s decoder; staged bytes come back and go out.
 */
@NullMarked
package io.quoll.transport;

import org.jspecify.annotations.NullMarked;
