/**
 * What is going on: NATS's monitoring endpoints, health and metrics, from read-only views of the broker.
 *
 * <p>In comes a {@link io.quoll.monitor.BrokerView}, which the composition root provides; out go JSON texts of the names and
 * units that tools for nats-server know, health for whoever restarts the program, and counts for Prometheus. Nothing here
 * changes anything, and only the threads that serve HTTP wait: a loop is asked by a task and answers when it comes to it.
 *
 * <p>One class an endpoint; {@link io.quoll.monitor.Endpoint} lists them.
 */
@NullMarked
package io.quoll.monitor;

import org.jspecify.annotations.NullMarked;
