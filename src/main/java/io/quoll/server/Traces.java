package io.quoll.server;

import io.quoll.config.Settings;
import io.quoll.trace.otlp.OtlpTracing;
import io.quoll.trace.otlp.TraceTarget;
import io.vertx.core.Vertx;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Makes what follows messages, where settings want it: from these and what OpenTelemetry's environment variables add. */
final class Traces {

    private static final Logger LOG = System.getLogger("io.quoll");

    private Traces() {}

    /** Nothing of OpenTelemetry is loaded where the answer is {@code null}. */
    static @Nullable OtlpTracing of(Settings settings, Identity identity, Vertx vertx, int loops) {
        if (!settings.tracing()) {
            return null;
        }
        TraceEnvironment environment = new TraceEnvironment(System.getenv());
        if (environment.isDisabled()) {
            LOG.log(Level.INFO, "Nothing is traced, as the environment says");
            return null;
        }
        TraceTarget target;
        try {
            target = environment.target(
                    settings.tracingEndpoint(),
                    settings.tracingSampling(),
                    Map.of(
                            "service.name",
                            "quoll",
                            "service.version",
                            Identity.VERSION,
                            "service.instance.id",
                            identity.id()));
        } catch (IllegalArgumentException e) {
            // Whoever set the environment may be somebody else, and messages are worth more than traces of them.
            LOG.log(Level.WARNING, "Nothing is traced: " + e.getMessage());
            return null;
        }
        environment.notices().forEach(notice -> LOG.log(Level.WARNING, notice));
        LOG.log(Level.INFO, "Tracing to " + target.endpoint());
        return new OtlpTracing(target, vertx, loops);
    }
}
