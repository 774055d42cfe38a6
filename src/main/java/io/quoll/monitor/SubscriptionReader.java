package io.quoll.monitor;

import io.quoll.connection.ClientConnection;
import io.quoll.connection.ClientSubscription;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Asks connections for their subscriptions, each on its own loop. Nobody waits for a loop longer than a moment: a connection
 * that has not answered by then is without its list.
 */
final class SubscriptionReader {

    private static final Duration LONGEST_WAIT = Duration.ofSeconds(1);

    /** How many connections are asked at a time, so that a loop does other things in between. */
    private static final int AT_A_TIME = 16;

    private SubscriptionReader() {}

    private record Answer(long clientId, List<ClientSubscription> subscriptions) {}

    /** The subscriptions by client id. Completes on any thread, a loop's among them. */
    static Uni<Map<Long, List<ClientSubscription>>> read(List<ClientConnection> connections) {
        return Multi.createFrom()
                .iterable(connections)
                .onItem()
                .transformToUni(SubscriptionReader::ask)
                .merge(AT_A_TIME)
                .select()
                .first(LONGEST_WAIT)
                .collect()
                .with(Collectors.toMap(Answer::clientId, Answer::subscriptions));
    }

    private static Uni<Answer> ask(ClientConnection connection) {
        return Uni.createFrom().emitter(emitter -> connection
                .loop()
                .execute(() -> emitter.complete(new Answer(connection.clientId(), connection.subscriptions()))));
    }
}
