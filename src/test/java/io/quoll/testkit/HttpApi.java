package io.quoll.testkit;

import static io.restassured.RestAssured.given;

import io.nats.client.Connection;
import io.nats.client.Nats;
import io.quoll.http.ApiListener;
import io.quoll.server.Broker;
import io.restassured.specification.RequestSpecification;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpVersion;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.util.Map;

/**
 * The HTTP API of the broker that a Quarkus test runs with, and the ways to it: by a client library, as a stream, byte by byte
 * and frame by frame; and past it, over NATS. Any thread.
 */
@Singleton
public final class HttpApi {

    private static final int PATIENCE_MILLIS = 10_000;
    private static final int WINDOW = 1 << 20;
    private static final int FRAME = 16_384;

    private final Broker broker;
    private final ApiListener listener;
    private final Vertx vertx;

    @Inject
    HttpApi(Broker broker, ApiListener listener, Vertx vertx) {
        this.broker = broker;
        this.listener = listener;
        this.vertx = vertx;
    }

    public int port() {
        return listener.port();
    }

    /** A request whose path stands as it is meant to come. */
    public RequestSpecification client() {
        return given().port(port()).urlEncodingEnabled(false);
    }

    /** A client of NATS, who knows no password. */
    public Connection nats() throws IOException, InterruptedException {
        return Nats.connect("nats://127.0.0.1:" + broker.port());
    }

    public OpenStream get(HttpVersion version, String path, Map<String, String> headers) throws Exception {
        return OpenStream.get(vertx, version, port(), path, headers);
    }

    /** The body is still to be written. */
    public OpenStream post(HttpVersion version, String path, Map<String, String> headers) throws Exception {
        return OpenStream.post(vertx, version, port(), path, headers);
    }

    /** The body is still to be written. */
    public OpenStream send(HttpVersion version, HttpMethod method, String path, Map<String, String> headers)
            throws Exception {
        return OpenStream.send(vertx, version, method, port(), path, headers);
    }

    /** A connection that nobody has said anything on; what does not come in time is an error. */
    public Socket socket() throws IOException {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), port());
        socket.setSoTimeout(PATIENCE_MILLIS);
        return socket;
    }

    /** A connection over HTTP/2; what does not come in time is an error. */
    public RawHttp2 http2(RawHttp2.Receiver receiver) throws IOException {
        RawHttp2 connection = new RawHttp2(port(), WINDOW, FRAME, receiver);
        connection.patience(PATIENCE_MILLIS);
        return connection;
    }
}
