/**
 * How messages look to HTTP clients: JSON lines, Server-Sent Events and binary frames out of batches, and messages out of
 * JSON lines and frames. Bytes come in and go out; nothing here knows a connection or waits.
 */
@NullMarked
package io.quoll.http.format;

import org.jspecify.annotations.NullMarked;
