package io.quoll.monitor;

import io.smallrye.mutiny.Uni;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.Response;
import java.util.function.UnaryOperator;

/** What the endpoints show, for those who ask otherwise than over HTTP. Any thread but a loop. */
@Singleton
public final class EndpointTexts {

    private final Varz varz;
    private final Connz connz;
    private final Subsz subsz;
    private final Accounts accounts;
    private final Jsz jsz;
    private final Healthz healthz;
    private final Neighbours neighbours;

    @Inject
    EndpointTexts(
            Varz varz, Connz connz, Subsz subsz, Accounts accounts, Jsz jsz, Healthz healthz, Neighbours neighbours) {
        this.varz = varz;
        this.connz = connz;
        this.subsz = subsz;
        this.accounts = accounts;
        this.jsz = jsz;
        this.healthz = healthz;
        this.neighbours = neighbours;
    }

    /**
     * The JSON object of an endpoint.
     *
     * @param endpoint such as {@code VARZ}
     * @param parameters the value of each query parameter by its name, empty for none
     * @return a failure with the text that HTTP would answer, where the parameters are not understood
     */
    public Uni<byte[]> of(String endpoint, UnaryOperator<String> parameters) {
        return Uni.createFrom()
                .deferred(() -> answer(endpoint, new Query(parameters)))
                .map(response -> (byte[]) response.getEntity())
                .onFailure(WebApplicationException.class)
                .transform(failure -> new IllegalArgumentException(
                        String.valueOf(failure.getResponse().getEntity())));
    }

    private Uni<Response> answer(String endpoint, Query query) {
        return switch (endpoint) {
            case "VARZ" -> Uni.createFrom().item(varz.varz());
            case "CONNZ" -> connz.connz(query);
            case "SUBSZ" -> subsz.subsz(query);
            case "ACCOUNTZ" -> accounts.accountz(query);
            case "ACCSTATZ" -> Uni.createFrom().item(accounts.accstatz(query));
            case "JSZ" -> Uni.createFrom().item(jsz.jsz(query));
            case "HEALTHZ" -> Uni.createFrom().item(healthz.healthz(query));
            case "ROUTEZ" -> Uni.createFrom().item(neighbours.routez(query));
            case "GATEWAYZ" -> Uni.createFrom().item(neighbours.gatewayz(query));
            case "LEAFZ" -> Uni.createFrom().item(neighbours.leafz(query));
            default -> Uni.createFrom().failure(new IllegalArgumentException("no such endpoint: " + endpoint));
        };
    }
}
