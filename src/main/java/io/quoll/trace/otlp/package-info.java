/**
 * Sends spans to where traces are kept, by OpenTelemetry's protocol over HTTP. The only home of OpenTelemetry; made when
 * tracing is turned on, and not loaded before.
 */
@NullMarked
package io.quoll.trace.otlp;

import org.jspecify.annotations.NullMarked;
