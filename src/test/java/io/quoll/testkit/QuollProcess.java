package io.quoll.testkit;

import static org.awaitility.Awaitility.await;

import io.nats.client.Connection;
import io.nats.client.Nats;
import io.nats.client.Options;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The packaged program as a process of its own, with what it says kept in a file: run by its launcher, or the native
 * executable where {@code native.image.path} names one.
 */
public final class QuollProcess implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Duration ANSWERED_WITHIN = Duration.ofSeconds(30);
    private static final Pattern CLIENT_PORT = Pattern.compile("nats://127\\.0\\.0\\.1:(\\d+)");
    private static final Pattern MONITORING_URL = Pattern.compile("http://127\\.0\\.0\\.1:\\d+");
    private static final Pattern WEB_SOCKET_PORT = Pattern.compile("wss?://127\\.0\\.0\\.1:(\\d+)");
    private static final Pattern API_PORT =
            Pattern.compile("HTTP API requests(?: over TLS)? on 127\\.0\\.0\\.1:(\\d+)");
    private static final String HEAP = "-Xmx256m";
    private static final Path STATUS = Path.of("/proc/self/status");
    private static final Pattern IGNORED = Pattern.compile("SigIgn:\\s*(\\p{XDigit}+)");
    /** SIGHUP and SIGINT in a mask of signals. */
    private static final long INTERRUPTS = 1L | 1L << 1;

    /** What a shell counts the sizes of files in. */
    private static final int BLOCK = 512;

    private final Process process;
    private final Path directory;

    private QuollProcess(Process process, Path directory) {
        this.process = process;
        this.directory = directory;
    }

    /** Runs the program with these arguments, in a heap of 256 MB; it writes into the directory. */
    public static QuollProcess run(Path directory, String... arguments) throws IOException {
        return run(directory, List.of(), arguments);
    }

    /** @param shell runs what stands behind it */
    private static QuollProcess run(Path directory, List<String> shell, String... arguments) throws IOException {
        @Nullable String executable = System.getProperty("native.image.path");
        List<String> command = new ArrayList<>();
        if (ignoresInterrupts()) {
            command.addAll(List.of("env", "--default-signal=HUP,INT"));
        }
        command.addAll(shell);
        if (executable == null) {
            command.add(System.getProperty("launcher", "target/quarkus-app/quoll"));
        } else {
            command.addAll(List.of(executable, HEAP));
        }
        command.addAll(List.of(arguments));
        return start(directory, executable == null, command);
    }

    private static QuollProcess start(Path directory, boolean onJvm, List<String> command) throws IOException {
        File said = directory.resolve("said").toFile();
        ProcessBuilder builder =
                new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(said);
        if (onJvm) {
            builder.environment().put("QUOLL_JAVA_OPTS", HEAP);
        }
        return new QuollProcess(builder.start(), directory);
    }

    /**
     * Whether this process was told to ignore what interrupts it, as by {@code nohup} or as a background job of a script. Its
     * children would ignore that too.
     */
    private static boolean ignoresInterrupts() throws IOException {
        if (!Files.exists(STATUS)) {
            return false;
        }
        Matcher mask = IGNORED.matcher(Files.readString(STATUS));
        return mask.find() && (Long.parseUnsignedLong(mask.group(1), 16) & INTERRUPTS) != 0;
    }

    /** Runs a server on free ports and waits until it listens. */
    public static QuollProcess serve(Path directory, String... arguments) throws IOException {
        return serve(-1, directory, arguments);
    }

    /** Runs a server that can write so much into a file and no more, as if the disk were full then. */
    public static QuollProcess serveOnSmallDisk(long bytesPerFile, Path directory, String... arguments)
            throws IOException {
        String limited = "trap '' XFSZ; ulimit -S -f " + bytesPerFile / BLOCK + "; exec \"$@\"";
        return serve(List.of("sh", "-c", limited, "sh"), -1, directory, arguments);
    }

    /** Runs a server where clients know it already, and waits until it listens. */
    public static QuollProcess serve(int port, Path directory, String... arguments) throws IOException {
        return serve(List.of(), port, directory, arguments);
    }

    /** One with such variables in its environment, as {@code NAME=value}. */
    public static QuollProcess serveWith(List<String> variables, Path directory, String... arguments)
            throws IOException {
        List<String> shell = new ArrayList<>(List.of("env"));
        shell.addAll(variables);
        return serve(shell, -1, directory, arguments);
    }

    private static QuollProcess serve(List<String> shell, int port, Path directory, String... arguments)
            throws IOException {
        List<String> all = new ArrayList<>(
                List.of("-a", "127.0.0.1", "-p", Integer.toString(port), "--ports_file_dir", directory.toString()));
        all.addAll(List.of(arguments));
        QuollProcess server = run(directory, shell, all.toArray(String[]::new));
        await().atMost(PATIENCE).until(() -> Files.exists(server.portsFile()) || !server.process.isAlive());
        if (!server.process.isAlive()) {
            throw new AssertionError("the server ended: " + server.said());
        }
        return server;
    }

    public long id() {
        return process.pid();
    }

    public Path portsFile() {
        return directory.resolve("nats-server_" + process.pid() + ".ports");
    }

    public int port() throws IOException {
        return Integer.parseInt(find(CLIENT_PORT).group(1));
    }

    /** jnats, patient with the answers of streams, too. */
    public Connection connect() throws IOException, InterruptedException {
        return Nats.connect(Options.builder()
                .server("nats://127.0.0.1:" + port())
                .connectionTimeout(ANSWERED_WITHIN)
                .build());
    }

    /** The port for WebSocket, of a server that was told to have it. */
    public int webSocketPort() throws IOException {
        return Integer.parseInt(find(WEB_SOCKET_PORT).group(1));
    }

    /** The address of monitoring, of a server that was told to have it. */
    public String monitoringUrl() throws IOException {
        return find(MONITORING_URL).group();
    }

    /** The port of the HTTP API, of a server that was told to have it. */
    public int apiPort() {
        await().atMost(PATIENCE).until(() -> API_PORT.matcher(said()).find());
        try {
            return Integer.parseInt(find(API_PORT, said()).group(1));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Matcher find(Pattern address) throws IOException {
        return find(address, Files.readString(portsFile()));
    }

    private static Matcher find(Pattern address, String text) {
        Matcher found = address.matcher(text);
        if (!found.find()) {
            throw new AssertionError("no such address in " + text);
        }
        return found;
    }

    public void signal(String name) throws IOException, InterruptedException {
        new ProcessBuilder("kill", "-" + name, Long.toString(process.pid()))
                .start()
                .waitFor();
    }

    /** Ends it as a failure would, and waits until it has gone. */
    public void kill() throws InterruptedException {
        process.destroyForcibly();
        exitCode();
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
        process.onExit().orTimeout(PATIENCE.toSeconds(), TimeUnit.SECONDS).join();
    }
}
