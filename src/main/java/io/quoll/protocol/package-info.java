/**
 * The NATS client protocol: received bytes come in, one call per operation goes out to a {@link
 * io.quoll.protocol.ClientFrameHandler}; the other way around, frames are written into outbound bytes. Reports errors,
 * never acts on a connection. {@link io.quoll.connection} comes next.
 */
@NullMarked
package io.quoll.protocol;

import org.jspecify.annotations.NullMarked;
