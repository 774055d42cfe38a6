package io.quoll.monitor;

import io.smallrye.common.annotation.NonBlocking;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;

/** The page at the root, for people: links to the endpoints. */
@Path("/")
public final class IndexPage {

    private final BrokerView broker;

    @Inject
    IndexPage(BrokerView broker) {
        this.broker = broker;
    }

    @GET
    @Produces("text/html;charset=utf-8")
    @NonBlocking
    public String page() {
        StringBuilder html = new StringBuilder(1024)
                .append(
                        "<!DOCTYPE html>\n<html lang=\"en\">\n<head><title>Quoll</title></head>\n<body>\n<h1>Quoll</h1>\n");
        for (Endpoint endpoint : Endpoint.values()) {
            if (endpoint != Endpoint.ROOT) {
                link(html, broker.httpBasePath() + endpoint.path(), endpoint.title());
            }
        }
        link(html, "/q/health", "Health of the program");
        link(html, "/q/metrics", "Metrics");
        return html.append("</body>\n</html>\n").toString();
    }

    private static void link(StringBuilder html, String path, String title) {
        html.append("<p><a href=\"").append(path).append("\">").append(title).append("</a></p>\n");
    }
}
