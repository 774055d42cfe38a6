package io.quoll.house;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What no compiler checks: package descriptions, and habits that creep in. */
class TidyTest {

    private static final Path SOURCES = Path.of("src");

    /** Files that talk to a person on a terminal and may print. */
    private static final List<String> TERMINAL_PROGRAMS = List.of("/io/quoll/bench/", "/io/quoll/server/CommandLine");

    @Test
    void shouldDescribeEveryPackage() {
        // given
        Path main = SOURCES.resolve("main/java");

        // when
        List<String> bare = directories(main).stream()
                .filter(TidyTest::holdsJava)
                .filter(d -> !Files.exists(d.resolve("package-info.java")))
                .map(Path::toString)
                .toList();

        // then
        assertThat(bare).isEmpty();
    }

    @Test
    void shouldKeepHabitsOut() {
        // given
        Map<String, Pattern> habits = new TreeMap<>(Map.of(
                "prints", Pattern.compile("System\\.(out|err)\\b"),
                "prints a stack", Pattern.compile("printStack" + "Trace"),
                "leaves a mark", Pattern.compile("FIX" + "ME|TO" + "DO|XX" + "X\\b"),
                "names an author", Pattern.compile("@auth" + "or"),
                "sleeps in a test", Pattern.compile("Thread\\.sl" + "eep")));

        // when
        List<String> found = new ArrayList<>();
        for (Path file : javaFiles()) {
            String name = file.toString().replace('\\', '/');
            String text = read(file);
            habits.forEach((habit, pattern) -> {
                boolean mayPrint =
                        habit.equals("prints") && TERMINAL_PROGRAMS.stream().anyMatch(name::contains);
                boolean maySleep = habit.startsWith("sleeps") && !name.contains("src/test");
                if (!mayPrint
                        && !maySleep
                        && !name.endsWith("TidyTest.java")
                        && pattern.matcher(text).find()) {
                    found.add(name + " " + habit);
                }
            });
        }

        // then
        assertThat(found).isEmpty();
    }

    private static List<Path> javaFiles() {
        return walk(SOURCES).stream()
                .filter(p -> p.toString().endsWith(".java"))
                .toList();
    }

    private static List<Path> directories(Path root) {
        return walk(root).stream().filter(Files::isDirectory).toList();
    }

    private static List<Path> walk(Path root) {
        try (Stream<Path> paths = Files.walk(root)) {
            return paths.toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static boolean holdsJava(Path directory) {
        try (Stream<Path> files = Files.list(directory)) {
            return files.anyMatch(f -> f.toString().endsWith(".java"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
