package io.quoll.monitor;

import io.quoll.connection.ConnectionRegistry;
import io.quoll.jetstream.api.JetStream;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executor;

/** The broker as monitoring sees it. Implemented where the broker is put together; read on any thread. */
public interface BrokerView {

    Instant start();

    /** When the settings in force were read. */
    Instant configured();

    List<String> tags();

    Map<String, String> metadata();

    /** Where monitoring listens. */
    String httpHost();

    /** The port monitoring listens on, 0 if it does not. */
    int httpPort();

    /** In front of every monitoring path: empty, or with a slash before and none behind. */
    String httpBasePath();

    /** Whether clients can come; not before the start, and no more in lame duck mode. */
    boolean isListening();

    ListenerView listeners();

    ConnectionRegistry connections();

    /** The event loops that clients or HTTP depend on, or have; more from time to time, never fewer. */
    List<Executor> loopsInUse();

    /** The streams, if the server keeps any. */
    Optional<JetStream> jetStream();
}
