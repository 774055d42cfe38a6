package io.quoll.monitor;

import jakarta.inject.Inject;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import jakarta.ws.rs.container.PreMatching;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import jakarta.ws.rs.ext.Provider;
import java.util.Optional;

/**
 * Sees every request before a resource is chosen: takes the operator's base path off, hides endpoints asked without it, and
 * counts. Paths that are no endpoint pass as they are.
 */
@Provider
@PreMatching
public final class MonitoringPaths implements ContainerRequestFilter {

    private final BrokerView broker;
    private final RequestCounts counts;

    @Inject
    MonitoringPaths(BrokerView broker, RequestCounts counts) {
        this.broker = broker;
        this.counts = counts;
    }

    @Override
    public void filter(ContainerRequestContext request) {
        UriInfo uri = request.getUriInfo();
        String path = uri.getRequestUri().getPath();
        String base = broker.httpBasePath();
        if (base.isEmpty()) {
            Endpoint.at(path).ifPresent(counts::count);
            return;
        }
        if (Endpoint.at(path).isPresent()) {
            request.abortWith(Response.status(Response.Status.NOT_FOUND).build());
            return;
        }
        String rest = path.equals(base) ? "/" : path.startsWith(base + "/") ? path.substring(base.length()) : path;
        Optional<Endpoint> endpoint = Endpoint.at(rest);
        if (endpoint.isPresent()) {
            counts.count(endpoint.get());
            request.setRequestUri(uri.getRequestUriBuilder().replacePath(rest).build());
        }
    }
}
