/**
 * Follows some messages and requests on their way through the broker, for those who ask for it: publications and HTTP requests
 * come in, spans go to whoever records them. Nobody is here unless the operator wants it; then each place on the way has a
 * field that is not {@code null}, and nothing else.
 *
 * <pre>
 *   HTTP request ──► publish ──► store ──► deliver ──► ack
 *                       └──► deliver, to clients that listen
 * </pre>
 *
 * A message's headers are never changed: a step knows what led to it from the step before, which is remembered beside the
 * message, or else from the message's {@code traceparent}.
 */
@NullMarked
package io.quoll.trace;

import org.jspecify.annotations.NullMarked;
