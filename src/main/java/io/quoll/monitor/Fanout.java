package io.quoll.monitor;

import io.quoll.account.Account;
import io.quoll.connection.ConnectionLoop;
import io.quoll.router.RouteSample;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.util.Collection;
import java.util.List;

/** To how many receivers cached routes lead, from a sample of each loop's. */
record Fanout(long routes, long receivers, int largest) {

    private static final Fanout NONE = new Fanout(0, 0, 0);
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(1);

    double average() {
        return routes == 0 ? 0 : (double) receivers / routes;
    }

    /** Asks each loop for its own; one that does not answer within a moment is left out. */
    static Uni<Fanout> of(List<ConnectionLoop> loops, Collection<Account> accounts) {
        return Multi.createFrom()
                .iterable(loops)
                .onItem()
                .transformToUniAndMerge(loop -> Uni.createFrom()
                        .<Fanout>emitter(emitter -> loop.execute(() -> emitter.complete(sample(loop, accounts)))))
                .select()
                .first(LONGEST_WAIT)
                .collect()
                .in(() -> new Fanout[] {NONE}, (sum, part) -> sum[0] = sum[0].plus(part))
                .map(sum -> sum[0]);
    }

    private static Fanout sample(ConnectionLoop loop, Collection<Account> accounts) {
        Fanout sum = NONE;
        for (Account account : accounts) {
            RouteSample sample = account.router().sampleRoutes(loop.index());
            sum = sum.plus(new Fanout(sample.routes(), sample.receivers(), sample.largestFanout()));
        }
        return sum;
    }

    private Fanout plus(Fanout other) {
        return new Fanout(routes + other.routes, receivers + other.receivers, Math.max(largest, other.largest));
    }
}
