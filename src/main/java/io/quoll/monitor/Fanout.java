package io.quoll.monitor;

import io.quoll.connection.ConnectionLoop;
import io.quoll.router.RouteSample;
import io.quoll.router.SubjectRouter;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.util.List;

/** To how many receivers cached routes lead, from a sample of each loop's. */
record Fanout(long routes, long receivers, int largest) {

    private static final Fanout NONE = new Fanout(0, 0, 0);
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(1);

    double average() {
        return routes == 0 ? 0 : (double) receivers / routes;
    }

    /** Asks each loop for its own; one that does not answer within a moment is left out. */
    static Uni<Fanout> of(List<ConnectionLoop> loops, SubjectRouter router) {
        return Multi.createFrom()
                .iterable(loops)
                .onItem()
                .transformToUniAndMerge(loop -> Uni.createFrom()
                        .<RouteSample>emitter(emitter -> loop.execute(
                                () -> emitter.complete(router.lane(loop.index()).sampleRoutes()))))
                .select()
                .first(LONGEST_WAIT)
                .collect()
                .in(() -> new Fanout[] {NONE}, (sum, sample) -> sum[0] = sum[0].plus(sample))
                .map(sum -> sum[0]);
    }

    private Fanout plus(RouteSample sample) {
        return new Fanout(
                routes + sample.routes(), receivers + sample.receivers(), Math.max(largest, sample.largestFanout()));
    }
}
