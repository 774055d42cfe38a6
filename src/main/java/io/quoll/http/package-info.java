/**
 * The broker for whatever speaks HTTP: publish, subscribe and request under {@code /v1}, over HTTP/1.1, h2c and h2.
 *
 * <p>A request comes in through {@link io.quoll.http.ApiListener}, is admitted by {@link io.quoll.http.Admission}, which makes
 * it a {@link io.quoll.http.Caller} with an account, and is handled by a resource. Messages go out and come in through the
 * account's {@link io.quoll.router.MessageExchange}, as Mutiny pipelines that honour demand from the socket back to the
 * router. How messages look is the affair of {@link io.quoll.http.format} and {@link io.quoll.http.cloudevents}, what is said
 * when something is wrong that of {@link io.quoll.http.problem}. Streams are read in {@link io.quoll.http.stream}, consumers answer in
 * {@link io.quoll.http.consumer}, and {@link io.quoll.http.push} calls others.
 *
 * <p>Everything happens on the event loop of the request, but for judging slow passwords.
 */
@NullMarked
package io.quoll.http;

import org.jspecify.annotations.NullMarked;
