package io.quoll.monitor;

import static io.restassured.RestAssured.given;

import io.nats.client.Connection;
import io.nats.client.Nats;
import io.nats.client.Options;
import java.io.IOException;

/** Clients of the broker that is monitored. */
final class Clients {

    private Clients() {}

    static Connection connect(String name) throws IOException, InterruptedException {
        return Nats.connect(options(name).build());
    }

    static Options.Builder options(String name) {
        int port = given().get("/varz").then().extract().path("port");
        return new Options.Builder()
                .server("nats://127.0.0.1:" + port)
                .connectionName(name)
                .maxReconnects(0);
    }

    static int id(Connection connection) {
        return connection.getServerInfo().getClientId();
    }
}
