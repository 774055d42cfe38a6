/**
 * What is going on: NATS's monitoring endpoints, health and metrics, from read-only views of the broker.
 */
@NullMarked
package io.quoll.monitor;

import org.jspecify.annotations.NullMarked;
