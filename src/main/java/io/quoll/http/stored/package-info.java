/**
 * What streams keep, as HTTP resources ask for it: {@link io.quoll.http.stored.StreamApi} makes the requests that NATS clients
 * make, inside the process and with the rights of a {@link io.quoll.http.Caller}, so that there is one truth about streams.
 * The resources for management, keys and objects are built on it.
 */
@NullMarked
package io.quoll.http.stored;

import org.jspecify.annotations.NullMarked;
