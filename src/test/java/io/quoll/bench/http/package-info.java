/**
 * Load for the HTTP API, run by hand for {@code src/docs/benchmarks.md}: raw frames over plain sockets, so that the server is
 * what is measured, and every message is looked at. Nothing but the JDK is needed beside the compiled classes.
 */
@NullMarked
package io.quoll.bench.http;

import org.jspecify.annotations.NullMarked;
