package io.quoll.testkit;

import static org.awaitility.Awaitility.await;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The packaged program, run by its launcher as a process of its own, with what it says kept in a file. */
public final class QuollProcess implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Pattern CLIENT_PORT = Pattern.compile("nats://127\\.0\\.0\\.1:(\\d+)");

    private final Process process;
    private final Path directory;

    private QuollProcess(Process process, Path directory) {
        this.process = process;
        this.directory = directory;
    }

    /** Runs the program with these arguments, in a heap of 256 MB; it writes into the directory. */
    public static QuollProcess run(Path directory, String... arguments) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(System.getProperty("launcher", "target/quarkus-app/quoll"));
        command.addAll(List.of(arguments));
        File said = directory.resolve("said").toFile();
        ProcessBuilder builder =
                new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(said);
        builder.environment().put("QUOLL_JAVA_OPTS", "-Xmx256m");
        return new QuollProcess(builder.start(), directory);
    }

    /** Runs a server on free ports and waits until it listens. */
    public static QuollProcess serve(Path directory, String... arguments) throws IOException {
        List<String> all =
                new ArrayList<>(List.of("-a", "127.0.0.1", "-p", "-1", "--ports_file_dir", directory.toString()));
        all.addAll(List.of(arguments));
        QuollProcess server = run(directory, all.toArray(String[]::new));
        await().atMost(PATIENCE).until(() -> Files.exists(server.portsFile()));
        return server;
    }

    public Path portsFile() {
        return directory.resolve("nats-server_" + process.pid() + ".ports");
    }

    public int port() throws IOException {
        Matcher port = CLIENT_PORT.matcher(Files.readString(portsFile()));
        if (!port.find()) {
            throw new AssertionError("no client port in " + Files.readString(portsFile()));
        }
        return Integer.parseInt(port.group(1));
    }

    public void signal(String name) throws IOException, InterruptedException {
        new ProcessBuilder("kill", "-" + name, Long.toString(process.pid()))
                .start()
                .waitFor();
    }

    /** Waits for the end. */
    public int exitCode() throws InterruptedException {
        if (!process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
            throw new AssertionError("still running");
        }
        return process.exitValue();
    }

    /** What the program has printed and logged. */
    public String said() throws IOException {
        return Files.readString(directory.resolve("said"));
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
