/**
 * Consumers: who has had what of a stream, and who gets it next. A consumer lives on its stream's executor, together with the
 * writer, and so needs no lock. Requests, pulls and acknowledgements come in from lanes; messages go out to lanes in batches and
 * are routed as any publication. Knows {@link io.quoll.jetstream.stream}; found by {@link io.quoll.jetstream.api} through its
 * port for consumers.
 */
@NullMarked
package io.quoll.jetstream.consumer;

import org.jspecify.annotations.NullMarked;
