package io.quoll.http.push;

import io.quoll.jetstream.consumer.ConsumerWatcher;
import io.quoll.router.MessageExchange;
import io.quoll.trace.Tracing;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The broker as deliveries to endpoints use it. Implemented where the broker is put together; any thread. */
public interface PushBroker {

    /** Where consumers may have their messages delivered to, by the settings of this moment. */
    List<PushEndpoint> endpoints();

    /** The way in and out of the subject space of the account of that name, {@code null} if there is none. */
    @Nullable
    MessageExchange exchange(String account);

    /** Who follows messages; {@code null} if nobody does. */
    @Nullable
    Tracing tracing();

    /** Tells the watcher which consumers there are from now on. */
    void watchConsumers(ConsumerWatcher watcher);

    /** Has the task run whenever the server has begun to follow other settings; on any thread, which it must not keep. */
    void whenReloaded(Runnable task);

    /** Has the task run once, when the server begins to leave; at once if it has begun. */
    void whenLeaving(Runnable task);
}
