package io.quoll.server;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import at.favre.lib.crypto.bcrypt.BCrypt;
import io.nats.client.Connection;
import io.nats.client.Message;
import io.nats.client.Nats;
import io.nats.client.Options;
import io.quoll.testkit.QuollProcess;
import io.quoll.testkit.RawClient;
import io.quoll.testkit.RawWebSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whatever the program says, and it says all it can here, nothing of it is a secret. */
class SecretsIT {

    private static final Duration PATIENCE = Duration.ofSeconds(20);

    /** Every secret holds this, whoever it belongs to. */
    private static final String SECRET = "s3cr3t";

    private static final String HASH = BCrypt.withDefaults().hashToString(4, (SECRET + "-hashed").toCharArray());

    private static final List<String> PATHS = List.of(
            "/",
            "/varz",
            "/connz?auth=true&subs=detail&state=any",
            "/subsz?subs=1",
            "/accountz",
            "/accountz?acc=APP",
            "/accstatz?unused=1",
            "/jsz?accounts=true&config=true",
            "/healthz?details=true",
            "/q/health",
            "/q/metrics",
            "/varz?password=" + SECRET);

    private static final List<String> REQUESTS = List.of(
            "$SYS.REQ.SERVER.PING",
            "$SYS.REQ.SERVER.PING.VARZ",
            "$SYS.REQ.SERVER.PING.CONNZ",
            "$SYS.REQ.SERVER.PING.ACCOUNTZ",
            "$SYS.REQ.ACCOUNT.APP.CONNZ",
            "$SYS.REQ.ACCOUNT.APP.INFO",
            "$SYS.REQ.USER.INFO");

    @TempDir
    Path directory = Path.of("");

    private final HttpClient http = HttpClient.newHttpClient();
    private final StringBuilder heard = new StringBuilder();

    @Test
    void shouldTellNobodyASecret() throws Exception {
        // given
        Path config = configure("", "");
        try (QuollProcess server = QuollProcess.serve(directory, "-c", config.toString(), "-DV", "-m", "-1");
                Connection system = system(server)) {
            system.createDispatcher(this::hear).subscribe("$SYS.>");
            system.flush(PATIENCE);

            // when
            comeInAllWays(server);
            for (String path : PATHS) {
                get(server, path);
            }
            for (String subject : REQUESTS) {
                hear(system.request(subject, "{\"auth\":true,\"subscriptions\":true}".getBytes(UTF_8), PATIENCE));
            }
            reload(server, configure("-changed", ""), "Reloaded server configuration");
            reload(server, configure("-wrong", "password_" + SECRET + ": x\nserver_name: other\n"), "Failed to reload");
            reload(server, configure("-refused", "server_name: other\n"), "config reload not supported");

            // then
            assertThat(server.said()).contains("authentication error", "<<- [CONNECT", "Reloaded: accounts");
            assertThat(heard.toString()).contains("AUTH.ERR", "client_connect", "\"authorized_user\"", "plain");
            assertThat(server.said().replace("unknown key 'password_" + SECRET + "'", ""))
                    .doesNotContain(SECRET, HASH);
            assertThat(heard.toString().replace("?password=" + SECRET, "")).doesNotContain(SECRET, HASH);
        }
    }

    /** The configuration, with other passwords and lines. */
    private Path configure(String change, String more) throws Exception {
        return Files.writeString(
                directory.resolve("quoll.conf"),
                "accounts {\n  $SYS { users: [ {user: sys, password: \"" + SECRET + "-system\"} ] }\n"
                        + "  APP { users: [ {user: plain, password: \"" + SECRET + change
                        + "\"}, {user: hashed, password: \""
                        + HASH + "\"} ] }\n}\n"
                        + "websocket { listen: \"127.0.0.1:-1\", no_tls: true, user_cookie: u, pass_cookie: p, jwt_cookie: j }\n"
                        + more);
    }

    private void comeInAllWays(QuollProcess server) throws Exception {
        connect(server, "\"user\":\"plain\",\"pass\":\"" + SECRET + "\"", true);
        connect(server, "\"user\":\"hashed\",\"pass\":\"" + SECRET + "-hashed\"", true);
        connect(server, "\"user\":\"plain\",\"pass\":\"" + SECRET + "-guess\"", false);
        connect(server, "\"user\":\"nobody\",\"pass\":\"" + SECRET + "-nobody\"", false);
        connect(server, "\"auth_token\":\"" + SECRET + "-token\"", false);
        connect(server, "\"jwt\":\"" + SECRET + "-jwt\",\"sig\":\"" + SECRET + "-sig\"", false);
        connect(server, "\"user\":\"plain\",\"pass\":[\"" + SECRET + "-malformed\"]", false);
        connect(server, "\"user\":\"plain\",\"pass\":\"" + SECRET + "-cut", false);
        connect(server, "\"pass\":\"" + SECRET + "-long" + "x".repeat(5000) + "\"", false);
        try (RawWebSocket browser = new RawWebSocket(RawClient.connectMutely(server.webSocketPort()))) {
            browser.open("Cookie: u=plain; p=" + SECRET + "-cookie; j=" + SECRET + "-cookie-token")
                    .frame();
            browser.send("CONNECT {}\r\n");
            heard.append(browser.frame().text());
        }
        try (RawWebSocket browser = new RawWebSocket(RawClient.connectMutely(server.webSocketPort()))) {
            browser.ask("POST /?token=" + SECRET + "-query HTTP/1.1", "Cookie: p=" + SECRET + "-refused");
            heard.append(browser.status());
        }
    }

    private void connect(QuollProcess server, String credentials, boolean right) throws Exception {
        try (RawClient client = RawClient.connect(server.port())) {
            client.send("CONNECT {\"verbose\":false," + credentials + "}\r\nPING\r\n");
            if (right) {
                client.expect("PONG\r\n");
                client.send("SUB watched 1\r\nPUB watched 0\r\n\r\n").expect("MSG watched 1 0\r\n\r\n");
            } else {
                heard.append(client.untilClosed());
            }
        }
    }

    private Connection system(QuollProcess server) throws Exception {
        return Nats.connect(Options.builder()
                .server("nats://127.0.0.1:" + server.port())
                .userInfo("sys", SECRET + "-system")
                .build());
    }

    private synchronized void hear(Message message) {
        if (message != null) {
            heard.append(message.getSubject()).append(new String(message.getData(), UTF_8));
        }
    }

    private void get(QuollProcess server, String path) throws Exception {
        HttpResponse<String> answer = http.send(
                HttpRequest.newBuilder(URI.create(server.monitoringUrl() + path))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
        heard.append(answer.body());
    }

    private static void reload(QuollProcess server, Path config, String outcome) throws Exception {
        assertThat(config).exists();
        server.signal("HUP");
        await().atMost(PATIENCE).until(() -> server.said().contains(outcome));
    }
}
