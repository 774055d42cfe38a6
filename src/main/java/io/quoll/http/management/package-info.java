/**
 * Streams, their consumers and single messages, managed over HTTP: each resource is a thin mapping of paths and methods to the
 * requests of {@link io.quoll.http.stored.StreamApi}. Bodies and answers are JetStream's own.
 */
@NullMarked
package io.quoll.http.management;

import org.jspecify.annotations.NullMarked;
