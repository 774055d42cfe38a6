package io.quoll.server;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.nats.client.Connection;
import io.nats.client.Message;
import io.nats.client.Nats;
import io.nats.client.Subscription;
import io.quoll.testkit.QuollProcess;
import io.quoll.testkit.RawClient;
import java.net.ConnectException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The packaged program as those meet it who start a nats-server. */
class LauncherIT {

    @TempDir
    Path directory = Path.of("");

    @Test
    void shouldServeTheOfficialClient() throws Exception {
        // given
        try (QuollProcess server = QuollProcess.serve(directory);
                Connection client = Nats.connect("nats://127.0.0.1:" + server.port())) {
            Subscription subscription = client.subscribe("greet.*");

            // when
            client.publish("greet.quoll", "hello".getBytes(UTF_8));
            Message message = subscription.nextMessage(Duration.ofSeconds(10));

            // then
            assertThat(message.getData()).isEqualTo("hello".getBytes(UTF_8));
        }
    }

    /** There they would belong to whoever starts a server first on a machine, and keep others from starting one. */
    @Test
    void shouldMakeNoTemporaryFiles() throws Exception {
        // given
        Path temporary = Files.createDirectory(directory.resolve("tmp"));
        List<String> variables = List.of("JAVA_TOOL_OPTIONS=-Djava.io.tmpdir=" + temporary);

        // when
        try (QuollProcess server = QuollProcess.serveWith(variables, directory, "-m", "-1", "--http_api_port", "-1")) {

            // then
            assertThat(server.apiPort()).isPositive();
            assertThat(temporary).isEmptyDirectory();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"TERM", "INT"})
    void shouldEndWithExitCodeZeroWhenTold(String signal) throws Exception {
        // given
        try (QuollProcess server = QuollProcess.serve(directory)) {

            // when
            server.signal(signal);

            // then
            assertThat(server.exitCode()).isZero();
            assertThat(server.portsFile()).doesNotExist();
        }
    }

    @Test
    void shouldRefuseWhoComesBackAtOnceWhenToldToEnd() throws Exception {
        // given
        try (QuollProcess server = QuollProcess.serve(directory, "-m", "-1", "--http_api_port", "-1");
                RawClient client = RawClient.connect(server.port())) {
            client.handshake(RawClient.USUAL);
            int port = server.port();

            // when
            server.signal("TERM");

            // then
            assertThat(client.untilClosed()).isEmpty();
            assertThatThrownBy(() -> RawClient.connectMutely(port)).hasCauseInstanceOf(ConnectException.class);
            assertThat(server.exitCode()).isZero();
        }
    }

    @Test
    void shouldLeaveAsALameDuckOnSigusr2() throws Exception {
        // given
        Path config = Files.writeString(
                directory.resolve("quoll.conf"), "lame_duck_duration: 2s\nlame_duck_grace_period: 1s\n");
        try (QuollProcess server = QuollProcess.serve(directory, "-c", config.toString());
                RawClient client = RawClient.connect(server.port())) {
            client.handshake(RawClient.USUAL);

            // when
            server.signal("USR2");

            // then
            assertThat(client.line()).startsWith("INFO ").contains("\"ldm\":true");
            assertThat(client.untilClosed()).isEmpty();
            assertThat(server.exitCode()).isZero();
        }
    }

    @Test
    void shouldReadItsFileAgainOnSighup() throws Exception {
        // given
        Path config = Files.writeString(directory.resolve("quoll.conf"), "max_payload: 100\n");
        try (QuollProcess server = QuollProcess.serve(directory, "-c", config.toString())) {
            Files.writeString(config, "max_payload: 50\n");

            // when
            server.signal("HUP");

            // then
            await().atMost(Duration.ofSeconds(20)).until(() -> server.said().contains("Reloaded server configuration"));
            assertThat(server.said()).contains("Reloaded: max_payload = 50");
            try (RawClient client = RawClient.connect(server.port())) {
                assertThat(client.info()).contains("\"max_payload\":50,");
            }
        }
    }

    @Test
    void shouldKeepTheTimeOfALameDuckWhenToldToEnd() throws Exception {
        // given
        Path config = Files.writeString(
                directory.resolve("quoll.conf"), "lame_duck_duration: 2s\nlame_duck_grace_period: 1s\n");
        Path tool = Files.createDirectory(directory.resolve("tool"));
        try (QuollProcess server = QuollProcess.serve(directory, "-c", config.toString());
                RawClient client = RawClient.connect(server.port())) {
            client.handshake(RawClient.USUAL);
            try (QuollProcess sender = QuollProcess.run(tool, "--signal", "ldm=" + server.id())) {
                assertThat(sender.exitCode()).as(sender.said()).isZero();
            }
            assertThat(client.line()).startsWith("INFO ").contains("\"ldm\":true");

            // when
            server.signal("TERM");

            // then
            client.expectNothingMore();
            assertThat(client.untilClosed()).isEmpty();
            assertThat(server.exitCode()).isZero();
        }
    }

    @Test
    void shouldSayThatThereIsNoServerToSignal() throws Exception {
        // given
        String file = directory.resolve("quoll.pid").toString();

        // when
        try (QuollProcess program = QuollProcess.run(directory, "--signal", "ldm=" + file)) {

            // then
            assertThat(program.exitCode()).isEqualTo(1);
            assertThat(program.said()).contains("quoll: cannot read a process id from " + file);
        }
    }

    @Test
    void shouldReportItsStart() throws Exception {
        // given
        Path config = Files.writeString(directory.resolve("quoll.conf"), "max_payload: 2MB\nping_max: 3\n");

        // when
        try (QuollProcess server = QuollProcess.serve(directory, "-c", config.toString(), "-D")) {

            // then
            assertThat(server.said())
                    .containsPattern("Starting Quoll [\\d.]+ \\((JVM|native executable), Java \\d+\\), server id N")
                    .contains("Using configuration file " + config)
                    .contains("Settings: flag -c, flag -a, flag -p, flag -D, flag --ports_file_dir, file ")
                    .containsPattern("quoll.conf \\(2\\), else the defaults")
                    .containsPattern("event loops: \\d+, heap at most 2\\d\\d MB")
                    .containsPattern("Server is ready, \\d{1,4} ms after the program began");
        }
    }

    @Test
    void shouldLogAsJson() throws Exception {
        // given
        Path config = Files.writeString(directory.resolve("quoll.conf"), "log_format: json\ntracing: true\n");

        // when
        try (QuollProcess server = QuollProcess.serve(directory, "-c", config.toString())) {
            server.signal("TERM");

            // then
            assertThat(server.exitCode()).isZero();
            assertThat(server.said().lines())
                    .isNotEmpty()
                    .allMatch(line -> line.matches("\\{\"timestamp\":\"[-0-9T:.]+Z\",\"level\":\"[A-Z]+\","
                            + "\"logger\":\"[\\w.]+\",\"thread\":\"[^\"]+\",\"process\":" + server.id()
                            + ",\"message\":\".*\"}"))
                    .anyMatch(line -> line.contains("\"message\":\"Server is ready, "));
        }
    }

    @Test
    void shouldTellTheVersionAsNatsServerDoes() throws Exception {
        // given
        String flag = "--version";

        // when
        try (QuollProcess program = QuollProcess.run(directory, flag)) {

            // then
            assertThat(program.exitCode()).isZero();
            assertThat(program.said()).contains("nats-server: v" + Identity.NATS_VERSION);
        }
    }

    @Test
    void shouldSayWhereTheConfigurationIsWrong() throws Exception {
        // given
        Path config = Files.writeString(directory.resolve("bad.conf"), "port: 4222\nmax_paylod: 1MB\n");

        // when
        try (QuollProcess program = QuollProcess.run(directory, "-t", "-c", config.toString())) {

            // then
            assertThat(program.exitCode()).isEqualTo(1);
            assertThat(program.said()).contains("bad.conf:2:1").contains("max_payload");
        }
    }

    @Test
    void shouldMeasureAServer() throws Exception {
        // given
        Path bench = Files.createDirectory(directory.resolve("bench"));
        try (QuollProcess server = QuollProcess.serve(directory);
                QuollProcess tool = QuollProcess.run(
                        bench, "bench", "pubsub", "-s", "127.0.0.1:" + server.port(), "--msgs", "20k")) {

            // when
            int exitCode = tool.exitCode();

            // then
            assertThat(exitCode).as(tool.said()).isZero();
            assertThat(tool.said()).contains("20,000 messages");
        }
    }
}
