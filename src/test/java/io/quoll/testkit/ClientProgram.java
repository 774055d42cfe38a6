package io.quoll.testkit;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Assumptions;

/**
 * A client in another language, of {@code src/test/clients}, run as a process of its own. A test that asks for one is left out
 * where what it needs is missing, and fails there if {@code CI_CLIENTS} is {@code yes}.
 */
public final class ClientProgram {

    private static final boolean REQUIRED = "yes".equals(System.getenv("CI_CLIENTS"));
    private static final Duration PATIENCE = Duration.ofSeconds(120);
    private static final Path SOURCES = Path.of("src/test/clients");
    /** Where the packages of npm are installed; programs are copied beside them, as Node looks for packages there. */
    private static final Path HOME = Path.of("target/clients").toAbsolutePath();

    private static final String LOCK = "package-lock.json";

    /** How a program has ended, and what it has printed. */
    public record Outcome(int exitCode, String text) {}

    private final List<String> command;
    private final Map<String, String> environment;

    private ClientProgram(List<String> command, Map<String, String> environment) {
        this.command = command;
        this.environment = environment;
    }

    /** A script on Node, with the npm client. */
    public static ClientProgram onNode(String script) {
        return onNode(script, Map.of());
    }

    /** A script on Node that drives Chromium, which it finds as {@code CHROMIUM} in its environment. */
    public static ClientProgram inBrowser(String script) {
        return onNode(script, Map.of("CHROMIUM", find("chromium")));
    }

    private static ClientProgram onNode(String script, Map<String, String> environment) {
        String node = find("node");
        need(packagesAreInstalled(), "what src/test/clients/install installs");
        try (Stream<Path> files = Files.list(SOURCES)) {
            for (Path file : files.filter(f -> f.toString().endsWith(".mjs")).toList()) {
                Files.copy(file, HOME.resolve(file.getFileName()), StandardCopyOption.REPLACE_EXISTING);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new ClientProgram(List.of(node, HOME.resolve(script).toString()), environment);
    }

    /** A program in C, with libnats. */
    public static ClientProgram inC(String source) {
        String compiler = find("gcc");
        Path compiled = HOME.resolve(source.replace(".c", ""));
        try {
            Files.createDirectories(HOME);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Outcome outcome = new ClientProgram(
                        List.of(
                                compiler,
                                "-Wall",
                                "-Wextra",
                                "-o",
                                compiled.toString(),
                                SOURCES.resolve(source).toString(),
                                "-lnats"),
                        Map.of())
                .run();
        need(outcome.exitCode() == 0, "libnats for " + source + ", " + outcome.text());
        return new ClientProgram(List.of(compiled.toString()), Map.of());
    }

    private static String find(String program) {
        @Nullable String found = null;
        for (String directory : System.getenv().getOrDefault("PATH", "").split(File.pathSeparator, -1)) {
            Path candidate = Path.of(directory, program);
            if (found == null && Files.isExecutable(candidate)) {
                found = candidate.toString();
            }
        }
        need(found != null, program);
        return found == null ? program : found;
    }

    private static boolean packagesAreInstalled() {
        try {
            return Files.isDirectory(HOME.resolve("node_modules"))
                    && Files.mismatch(HOME.resolve(LOCK), SOURCES.resolve(LOCK)) < 0;
        } catch (IOException e) {
            return false;
        }
    }

    private static void need(boolean isThere, String what) {
        String message = "missing here: " + what + "; see src/test/clients/README.md";
        if (REQUIRED && !isThere) {
            throw new AssertionError(message);
        }
        Assumptions.assumeTrue(isThere, message);
    }

    /** Runs it until it ends. */
    public Outcome run(String... arguments) {
        List<String> all = new ArrayList<>(command);
        all.addAll(List.of(arguments));
        try {
            Path said = Files.createTempFile("client", ".said");
            try {
                ProcessBuilder builder =
                        new ProcessBuilder(all).redirectErrorStream(true).redirectOutput(said.toFile());
                builder.environment().putAll(environment);
                Process process = builder.start();
                if (!process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
                    process.descendants().forEach(ProcessHandle::destroyForcibly);
                    process.destroyForcibly();
                    throw new AssertionError("did not end: " + all + Files.readString(said, UTF_8));
                }
                return new Outcome(
                        process.exitValue(), Files.readString(said, UTF_8).strip());
            } finally {
                Files.delete(said);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
