package io.quoll.monitor;

import com.fasterxml.jackson.core.JsonGenerator;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import java.io.IOException;
import java.time.Instant;

/** {@code /routez}, {@code /gatewayz} and {@code /leafz}: other servers, of which a single one knows none. */
@Path("/")
public final class Neighbours {

    private final BrokerView broker;

    @Inject
    Neighbours(BrokerView broker) {
        this.broker = broker;
    }

    @GET
    @Path("routez")
    public Response routez(@Context UriInfo uri) {
        return routez(new Query(uri));
    }

    Response routez(Query query) {
        query.flag("subs");
        return JsonText.indented(json -> {
            json.writeStringField("server_id", broker.connections().serverInfo().serverId());
            json.writeStringField(
                    "server_name", broker.connections().serverInfo().serverName());
            JsonText.time(json, "now", Instant.now());
            json.writeNumberField("num_routes", 0);
            JsonText.emptyArray(json, "routes");
        });
    }

    @GET
    @Path("gatewayz")
    public Response gatewayz(@Context UriInfo uri) {
        return gatewayz(new Query(uri));
    }

    Response gatewayz(Query query) {
        query.flag("accs");
        return JsonText.indented(json -> {
            writeHead(json);
            JsonText.emptyObject(json, "outbound_gateways");
            JsonText.emptyObject(json, "inbound_gateways");
        });
    }

    @GET
    @Path("leafz")
    public Response leafz(@Context UriInfo uri) {
        return leafz(new Query(uri));
    }

    Response leafz(Query query) {
        query.flag("subs");
        return JsonText.indented(json -> {
            writeHead(json);
            json.writeNumberField("leafnodes", 0);
            JsonText.emptyArray(json, "leafs");
        });
    }

    private void writeHead(JsonGenerator json) throws IOException {
        json.writeStringField("server_id", broker.connections().serverInfo().serverId());
        JsonText.time(json, "now", Instant.now());
    }
}
