package io.quoll.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whatever a file holds, reading it ends, with settings or with a {@link ConfigException}. */
class ConfigFuzzTest {

    private static final long SEED = 20260101L;
    private static final String VALID = """
            # everything at once
            listen: 127.0.0.1:-1, http = "0.0.0.0:-1"
            SECRET: 's3cr3t'
            include "self.conf"
            server_tags: [a, b
              c] // three
            server_metadata { zone: "eu\\n", rack = 7 }
            max_payload: 1MB; max_pending 64mib
            ping_interval: "1m30s"
            logfile (
              a.log
            )
            authorization {
              timeout: 0.5
              users = [
                {user: ann, password: $SECRET},
                {"user": bob, 'pass': $2a$11$abc}
              ]
            }
            jetstream { enabled: off, store_dir: /tmp/x }
            websocket { port: -1, no_tls: true }
            """;
    private static final String ALPHABET = "{}[]()\"'\\$#/:=,; \n\tabz019.-\u00e9\u0000\uFFFF";

    private final Path directory;

    ConfigFuzzTest(@TempDir Path directory) {
        this.directory = directory;
    }

    @Test
    void shouldSurviveRandomBytes() {
        // given
        Random random = new Random(SEED);
        List<byte[]> files = new ArrayList<>();
        for (int i = 0; i < 2_000; i++) {
            byte[] bytes = new byte[random.nextInt(200)];
            random.nextBytes(bytes);
            files.add(bytes);
        }

        // when
        List<String> surprises = Assertions.assertTimeoutPreemptively(Duration.ofMinutes(1), () -> surprises(files));

        // then
        assertThat(surprises).isEmpty();
    }

    @Test
    void shouldSurviveRandomSyntax() {
        // given
        Random random = new Random(SEED);
        List<byte[]> files = new ArrayList<>();
        for (int i = 0; i < 5_000; i++) {
            StringBuilder text = new StringBuilder();
            for (int j = random.nextInt(80); j > 0; j--) {
                text.append(ALPHABET.charAt(random.nextInt(ALPHABET.length())));
            }
            files.add(text.toString().getBytes(StandardCharsets.UTF_8));
        }

        // when
        List<String> surprises = Assertions.assertTimeoutPreemptively(Duration.ofMinutes(1), () -> surprises(files));

        // then
        assertThat(surprises).isEmpty();
    }

    @Test
    void shouldSurviveMutatedFiles() {
        // given
        Random random = new Random(SEED);
        List<byte[]> files = new ArrayList<>();
        for (int i = 0; i < 5_000; i++) {
            StringBuilder text = new StringBuilder(VALID);
            for (int j = 1 + random.nextInt(4); j > 0; j--) {
                mutate(text, random);
            }
            files.add(text.toString().getBytes(StandardCharsets.UTF_8));
        }

        // when
        List<String> surprises = Assertions.assertTimeoutPreemptively(Duration.ofMinutes(1), () -> surprises(files));

        // then
        assertThat(surprises).isEmpty();
    }

    @Test
    void shouldSurviveDeepNesting() {
        // given
        List<byte[]> files = List.of(
                "a: ".concat("[".repeat(500_000)).getBytes(StandardCharsets.UTF_8),
                "a{".repeat(500_000).getBytes(StandardCharsets.UTF_8),
                "a: ".concat("[{a:".repeat(500_000)).getBytes(StandardCharsets.UTF_8));

        // when
        List<String> surprises = Assertions.assertTimeoutPreemptively(Duration.ofMinutes(1), () -> surprises(files));

        // then
        assertThat(surprises).isEmpty();
    }

    private static void mutate(StringBuilder text, Random random) {
        int at = random.nextInt(text.length());
        int end = Math.min(text.length(), at + 1 + random.nextInt(10));
        char character = ALPHABET.charAt(random.nextInt(ALPHABET.length()));
        switch (random.nextInt(4)) {
            case 0 -> text.setCharAt(at, character);
            case 1 -> text.insert(at, character);
            case 2 -> text.delete(at, end);
            default -> text.insert(random.nextInt(text.length()), text.substring(at, end));
        }
    }

    /** Loads every file and returns those that threw what they must not, with what they threw. */
    private List<String> surprises(List<byte[]> files) throws Exception {
        Path file = directory.resolve("fuzz.conf");
        Files.writeString(directory.resolve("self.conf"), "debug: true");
        SettingsLoader loader = new SettingsLoader(Map.of("a", "$b", "b", "$a", "z", "[1, $z]"));
        Map<Setting, GivenFlag> flags = Map.of(Setting.CONFIG, new GivenFlag("-c", file.toString()));
        List<String> surprises = new ArrayList<>();
        for (byte[] bytes : files) {
            Files.write(file, bytes);
            try {
                loader.load(flags, PropertySource.none());
            } catch (ConfigException expected) {
                assertThat(expected).hasMessageContaining(expected.sentence());
            } catch (RuntimeException | StackOverflowError e) {
                surprises.add(e + " for " + new String(bytes, StandardCharsets.UTF_8));
            }
        }
        return surprises;
    }
}
