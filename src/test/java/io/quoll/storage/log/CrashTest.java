package io.quoll.storage.log;

import static org.assertj.core.api.Assertions.assertThat;

import io.quoll.message.Message;
import io.quoll.storage.MessageReader;
import io.quoll.testkit.SeededRandom;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** A process that is killed while it writes has lost nothing that it had forced. */
@ExtendWith(SeededRandom.class)
@SuppressWarnings("NullAway.Init") // by JUnit
class CrashTest {

    /** How often it is killed; {@code -Dcrash.kills=200} takes its time. */
    private static final int KILLS = Integer.getInteger("crash.kills", 3);

    @TempDir
    private Path directory;

    @Test
    void shouldHaveWhatWasForcedAfterTheProcessWasKilled(Random random) throws Exception {
        for (int kill = 0; kill < KILLS; kill++) {
            // given
            long before = forced();
            Process writer = start(random.nextLong());
            Awaitility.await()
                    .atMost(Duration.ofSeconds(60))
                    .pollInterval(Duration.ofMillis(1 + random.nextInt(40)))
                    .until(() -> forced() > before + 20 || !writer.isAlive());
            assertThat(writer.isAlive()).isTrue();

            // when
            writer.destroyForcibly();
            assertThat(writer.waitFor(60, TimeUnit.SECONDS)).isTrue();

            // then
            check(forced());
        }
    }

    private Process start(long seed) throws IOException {
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-XX:+UseSerialGC",
                        "-Xshare:auto",
                        "-cp",
                        System.getProperty("java.class.path"),
                        CrashingWriter.class.getName(),
                        directory.toString(),
                        String.valueOf(seed))
                .redirectErrorStream(true)
                .redirectOutput(directory.resolve("log").toFile())
                .start();
    }

    private long forced() throws IOException {
        Path notes = directory.resolve("forced");
        String text = Files.exists(notes) ? Files.readString(notes) : "";
        return text.isEmpty() ? 0 : Long.parseLong(text);
    }

    /** Opens a copy, so that the next process finds what the last one left. */
    private void check(long forced) throws IOException {
        Path copy = directory.resolve("copy-" + forced);
        TestStores.copy(directory.resolve("store"), copy);
        try (LogMessageStore store = TestStores.open(copy);
                MessageReader reader = store.reader()) {
            long last = store.state().lastSequence();
            assertThat(last).isGreaterThanOrEqualTo(forced);
            assertThat(store.state().lostMessages()).isZero();
            for (long sequence = 1; sequence <= last; sequence++) {
                boolean there = reader.read(sequence);
                if (!CrashingWriter.isGone(sequence, last)) {
                    assertThat(there)
                            .as("%d of %d, %d forced", sequence, last, forced)
                            .isTrue();
                }
                if (CrashingWriter.isGone(sequence, forced)) {
                    assertThat(there)
                            .as("%d of %d, %d forced", sequence, last, forced)
                            .isFalse();
                }
                if (there) {
                    Message expected = CrashingWriter.message(sequence).toMessage();
                    assertThat(reader.message().toMessage()).isEqualTo(expected);
                }
            }
        }
    }
}
