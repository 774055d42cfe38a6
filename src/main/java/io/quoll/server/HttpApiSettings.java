package io.quoll.server;

import io.quoll.config.Settings;
import io.quoll.http.ApiSettings;
import java.time.Duration;
import java.util.List;

/** The operator's settings as the HTTP API reads them, each read once. */
record HttpApiSettings(
        String host,
        int port,
        boolean sharesMonitoring,
        int loops,
        int maxPayloadBytes,
        int maxSubjectBytes,
        int maxPendingBytes,
        int maxStreams,
        List<String> allowedOrigins,
        int accountRequests,
        int accountRate,
        Duration heartbeat,
        Duration requestTimeout)
        implements ApiSettings {

    /** What a line to a client has besides subjects: its name, an id, two sizes. */
    private static final int REST_OF_LINE = 128;

    static HttpApiSettings of(Settings settings) {
        return new HttpApiSettings(
                settings.httpApiHost(),
                settings.httpApiPort(),
                settings.httpApiSharesMonitoring(),
                settings.eventLoops(Runtime.getRuntime().availableProcessors()),
                settings.maxPayload(),
                Math.max(REST_OF_LINE, settings.maxControlLine() - REST_OF_LINE),
                settings.httpApiMaxPending(),
                settings.httpApiMaxStreams(),
                settings.httpApiAllowedOrigins(),
                settings.httpApiAccountRequests(),
                settings.httpApiAccountRate(),
                settings.httpApiHeartbeat(),
                settings.httpApiRequestTimeout());
    }
}
