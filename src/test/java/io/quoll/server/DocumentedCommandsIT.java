package io.quoll.server;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.nats.client.Connection;
import io.nats.client.Dispatcher;
import io.nats.client.Nats;
import io.quoll.testkit.QuollProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.awaitility.core.ConditionTimeoutException;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every command with curl that the docs show, run as it stands there, against the packaged program. */
class DocumentedCommandsIT {

    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final String DOCUMENTED = "http://127.0.0.1:8080";
    private static final String DOCUMENTED_TOKEN = "AQAAAAEAA…";
    private static final Pattern TOKEN = Pattern.compile("\"token\":\"([^\"]+)\"");
    private static final int DISK_BYTES = 200_000;

    /**
     * A command, and what it prints, at the least.
     *
     * @param part a part of it that no other command has
     */
    private record Expected(String part, String pattern) {}

    /** In the order of the docs. */
    private static final List<Expected> README = List.of(
            new Expected("curl -N 'http://127.0.0.1:8080/v1/subjects/orders.>'", "\"subject\":\"orders.new\""),
            new Expected("v1/subjects/orders.new", "\"stream\": ?\"ORDERS\""),
            new Expected("v1/requests/greet.curl", "hello from greet.curl"));

    private static final List<Expected> HTTP = List.of(
            new Expected("v1/subjects/orders.new", "HTTP/1.1 200(?s:.*)\"seq\":"),
            new Expected(
                    "-X POST -H 'Content-Type: application/x-ndjson'", "\"first\":1,(?s:.*)\"last\":2,\"status\":202"),
            new Expected("v1/subjects/orders.>", "\"subject\":\"orders.new\",(?s:.*)\"12 pieces\""),
            new Expected(
                    "messages?start=last-per-subject",
                    "\"seq\":\\d+,\"time\":\"[^\"]+Z\",\"id\":\"\\d+/\\d+\",\"subject\":\"orders.new\""),
            new Expected("work/fetch?batch=10", "\"deliveries\":1,\"subject\":\"orders.new\",\"token\":\""),
            new Expected("work/acks", "HTTP/1.1 204"),
            new Expected("greet.curl?timeout=500ms", "HTTP/1.1 200(?s:.*)hello from greet.curl"),
            new Expected("v1/events", "HTTP/1.1 202(?s:.*)\"order.created\""),
            new Expected("v1/streams/ORDERS -d", "\"subjects\":\\[\"orders.>\"\\](?s:.*)86400000000000"),
            new Expected("consumers/billing", "\"name\":\"billing\"(?s:.*)\"max_deliver\":5"),
            new Expected("messages/last/orders.new", "\"subject\":\"orders.new\""),
            new Expected("ORDERS/purge", "\"success\":true"),
            new Expected("v1/kv/settings -d", "\"history\":5"),
            new Expected("--data-binary 'blue'", "HTTP/1.1 20(?s:.*)(?i:etag): \"1\""),
            new Expected("curl -i http://127.0.0.1:8080/v1/kv/settings/colour", "HTTP/1.1 200(?s:.*)blue"),
            new Expected("--data-binary 'green'", "HTTP/1.1 20(?s:.*)(?i:etag): \"2\""),
            new Expected("kv/settings?watch=>", "\"key\":\"colour\",\"revision\":2(?s:.*)event: current"),
            new Expected("v1/objects/backups -d", "\"max_bytes\":10000000000"),
            new Expected("-T disk.img", "\"size\":" + DISK_BYTES),
            new Expected("-r 0-511", "^x{512}$"),
            new Expected("backups?list=true", "\"name\":\"disk.img\""));

    private Path directory = Path.of("");
    private String base = "";
    private String token = "";

    /** What stands in blocks of code, each command with the lines it goes on in. */
    private static List<String> commands(String document) throws IOException {
        List<String> commands = new ArrayList<>();
        StringBuilder command = new StringBuilder();
        boolean inBlock = false;
        for (String line : Files.readString(Path.of(document)).split("\n", -1)) {
            if (line.startsWith("```")) {
                inBlock = !inBlock;
            } else if (inBlock) {
                command.append(line).append('\n');
                if (!line.endsWith("\\") && !line.endsWith("|")) {
                    if (command.indexOf("curl ") >= 0) {
                        commands.add(command.toString().strip());
                    }
                    command.setLength(0);
                }
            }
        }
        return commands;
    }

    @Test
    void shouldDoWhatTheDocsSay(@TempDir Path temporary) throws Exception {
        // given
        directory = temporary;
        Assumptions.assumeTrue(
                new ProcessBuilder("sh", "-c", "command -v curl").start().waitFor() == 0, "no curl here");
        String store = directory.resolve("store").toString();
        Files.writeString(directory.resolve("disk.img"), "x".repeat(DISK_BYTES));
        try (QuollProcess server = QuollProcess.serve(directory, "--http_api_port", "-1", "-js", "-sd", store);
                Connection nats = Nats.connect("nats://127.0.0.1:" + server.port())) {
            base = "http://127.0.0.1:" + server.apiPort();
            Dispatcher greeter = nats.createDispatcher(
                    m -> nats.publish(m.getReplyTo(), ("hello from " + m.getSubject()).getBytes(UTF_8)));
            greeter.subscribe("greet.*");
            nats.flush(PATIENCE);
            sh("curl -X PUT " + DOCUMENTED + "/v1/streams/ORDERS -d '{\"subjects\":[\"orders.>\"]}'");
            sh("curl -X PUT " + DOCUMENTED + "/v1/streams/ORDERS/consumers/work -d '{\"ack_policy\":\"explicit\"}'");

            // when
            Set<String> unmet = new HashSet<>();
            run("README.md", README, unmet);
            run("src/docs/http.md", HTTP, unmet);

            // then
            assertThat(unmet).isEmpty();
        }
    }

    private void run(String document, List<Expected> expectations, Set<String> unmet) throws Exception {
        List<Expected> unused = new ArrayList<>(expectations);
        for (String command : commands(document)) {
            Expected expected = unused.stream()
                    .filter(e -> command.contains(e.part()))
                    .findFirst()
                    .orElseThrow(() -> new AssertionError("nothing is expected of " + command));
            unused.remove(expected);
            String printed = outcome(command, Pattern.compile(expected.pattern()));
            if (!Pattern.compile(expected.pattern()).matcher(printed).find()) {
                unmet.add(command + " printed " + printed);
            }
        }
        unused.forEach(expected -> unmet.add(expected.part() + " is not in " + document));
    }

    /** What it has printed when it has ended, or when that is what was wanted of a command that goes on for ever. */
    private String outcome(String command, Pattern wanted) throws Exception {
        Path printed = Files.createTempFile(directory, "curl", ".out");
        Process process = start(command, printed);
        boolean awaitsOrders = command.contains("subjects/orders.>");
        try {
            await().atMost(PATIENCE).until(() -> {
                if (awaitsOrders) {
                    sh("curl " + DOCUMENTED + "/v1/subjects/orders.new -d '12 pieces'");
                }
                return !process.isAlive()
                        || wanted.matcher(Files.readString(printed)).find() && isEndless(command);
            });
        } catch (ConditionTimeoutException e) {
            return "nothing but " + Files.readString(printed);
        } finally {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
        }
        String text = Files.readString(printed);
        Matcher found = TOKEN.matcher(text);
        if (found.find()) {
            token = found.group(1);
        }
        return text;
    }

    private static boolean isEndless(String command) {
        return command.contains("curl -N '");
    }

    private Process start(String command, Path printed) throws IOException {
        String here = command.replace(DOCUMENTED, base)
                .replace(DOCUMENTED_TOKEN, token)
                .replaceFirst(" &$", "");
        return new ProcessBuilder("sh", "-c", here.replace("curl ", "curl -sS "))
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .redirectOutput(printed.toFile())
                .start();
    }

    private void sh(String command) throws Exception {
        start(command, directory.resolve("said-before")).waitFor();
    }
}
