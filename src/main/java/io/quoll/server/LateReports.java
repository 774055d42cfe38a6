package io.quoll.server;

import io.quoll.system.Reports;
import io.smallrye.mutiny.Uni;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** Monitoring as the system account asks it: there only once Quarkus has put it together, and not at all without Quarkus. */
final class LateReports implements Reports {

    private volatile @Nullable Reports source;

    void follow(Reports reports) {
        source = reports;
    }

    @Override
    public Uni<byte[]> report(String endpoint, UnaryOperator<String> parameters) {
        Reports known = source;
        return known == null
                ? Uni.createFrom().failure(new IllegalStateException("monitoring is not available"))
                : known.report(endpoint, parameters);
    }
}
