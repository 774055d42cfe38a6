/**
 * The load tool: publishes, subscribes and requests against any NATS server and prints rates and latencies. Uses nothing of
 * the broker, so that it measures every server alike.
 */
@NullMarked
package io.quoll.bench;

import org.jspecify.annotations.NullMarked;
