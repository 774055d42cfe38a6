package io.quoll.system;

import io.smallrye.mutiny.Uni;
import java.util.function.UnaryOperator;

/** What monitoring shows, for those who ask over NATS. Implemented where monitoring is. */
public interface Reports {

    /**
     * The JSON object that an endpoint of monitoring shows.
     *
     * @param endpoint such as {@code VARZ}
     * @param parameters the value of each parameter by its name, empty for none
     * @return a failure whose message is for the one who asks
     */
    Uni<byte[]> report(String endpoint, UnaryOperator<String> parameters);
}
