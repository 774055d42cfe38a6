/**
 * Streams: what they are configured to keep, who may write to them, and the one writer of each. Publications come in from
 * lanes, are judged and stored in their order, and acknowledged once they are as durable as the stream promises. Knows {@link
 * io.quoll.storage} and {@link io.quoll.router}; consumers and requests build on it.
 */
@NullMarked
package io.quoll.jetstream.stream;

import org.jspecify.annotations.NullMarked;
