/**
 * Quoll, a message broker. The tour in the data's order:
 *
 * <ol>
 *  <li>{@link io.quoll.transport} accepts sockets and hands over what was read,
 *  <li>{@link io.quoll.protocol} finds the frames in it,
 *  <li>{@link io.quoll.connection} keeps what is known of each client and acts on its frames,
 *  <li>{@link io.quoll.router} finds who gets a message, by {@link io.quoll.subject},
 *  <li>{@link io.quoll.connection} again stages the bytes of each receiver, and {@link io.quoll.transport} writes them.
 * </ol>
 *
 * <p>{@link io.quoll.message} is what is carried, {@link io.quoll.account} says who may come in, {@link
 * io.quoll.config} what was asked for, {@link io.quoll.monitor} what is going on. {@link io.quoll.server} puts them
 * together. {@link io.quoll.bench} measures any NATS server from outside and shares nothing with the broker.
 */
@NullMarked
package io.quoll;

import org.jspecify.annotations.NullMarked;
