package io.quoll.kubernetes;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * The program kubectl, where {@code src/test/kubernetes/install} has put it, or else on the path. Tests that need it are left
 * out where there is none, and fail there if {@code CI_CLIENTS} is {@code yes}.
 */
record Kubectl(Path program) {

    private static final boolean REQUIRED = "yes".equals(System.getenv("CI_CLIENTS"));
    private static final int SECONDS = 60;

    static Kubectl find() {
        Stream<Path> places = Stream.concat(
                Stream.of(Path.of("target/kubectl")),
                Arrays.stream(System.getenv("PATH").split(File.pathSeparator)).map(Path::of));
        Optional<Path> found = places.map(place -> place.resolve("kubectl"))
                .filter(Files::isExecutable)
                .findFirst();
        if (REQUIRED && found.isEmpty()) {
            throw new AssertionError("no kubectl; src/test/kubernetes/install installs it");
        }
        assumeTrue(found.isPresent(), "no kubectl");
        return new Kubectl(found.orElseThrow().toAbsolutePath());
    }

    /** What would be applied of a folder with a kustomization. */
    List<Manifest> kustomize(Path folder) throws IOException, InterruptedException {
        Path made = Files.createTempFile("kustomize", ".yaml");
        Path said = Files.createTempFile("kustomize", ".log");
        try {
            Process process = new ProcessBuilder(program.toString(), "kustomize", folder.toString())
                    .redirectOutput(made.toFile())
                    .redirectError(said.toFile())
                    .start();
            if (!process.waitFor(SECONDS, TimeUnit.SECONDS) || process.exitValue() != 0) {
                process.destroyForcibly();
                throw new AssertionError("kubectl kustomize " + folder + ": " + Files.readString(said, UTF_8));
            }
            return Manifest.in(folder, Files.readString(made, UTF_8));
        } finally {
            Files.delete(made);
            Files.delete(said);
        }
    }
}
