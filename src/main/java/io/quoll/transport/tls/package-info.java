/**
 * Encryption of connections: certificates and keys are read from files in PEM, become a {@link
 * io.quoll.transport.tls.TlsContext}, and a {@link io.quoll.transport.tls.TlsGate} at the head of a channel's pipeline lets
 * the handshake happen. The cryptography is the JDK's, driven by Netty. {@link io.quoll.transport} comes next.
 */
@NullMarked
package io.quoll.transport.tls;

import org.jspecify.annotations.NullMarked;
