/**
 * What clients ask of streams: the requests under {@code $JS.API}, who answers them, and what is told unasked. Requests come in
 * from lanes, run on an executor of the account or of the stream they are about, and go out as JSON. {@link
 * io.quoll.jetstream.api.JetStream} is where a server puts it together.
 */
@NullMarked
package io.quoll.jetstream.api;

import org.jspecify.annotations.NullMarked;
