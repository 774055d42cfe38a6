package io.quoll.bench;

import static org.assertj.core.api.Assertions.assertThat;

import io.quoll.connection.ConnectionRegistry;
import io.quoll.testkit.TestBroker;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class BenchCommandTest {

    private static final int SECONDS = 10;
    private static final String BROKEN = "bench \\w+: the (server closed the )?connection of \\w+ 0 ";

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    @ParameterizedTest
    @ValueSource(strings = {"--help", "help", "-h"})
    void shouldHelp(String word) {
        // given
        String[] args = {word};

        // when
        int status = bench(args);

        // then
        assertThat(status).isZero();
        assertThat(text(out)).contains("pub ", "sub ", "pubsub ", "request ", "reply ");
    }

    @Test
    void shouldHelpWithAMode() {
        // given
        String[] args = {"request", "--help"};

        // when
        int status = bench(args);

        // then
        assertThat(status).isZero();
        assertThat(text(out)).contains("--inflight N").doesNotContain("--queue");
    }

    @Test
    void shouldSuggestAMode() {
        // given
        String[] args = {"pubsbu"};

        // when
        int status = bench(args);

        // then
        assertThat(status).isEqualTo(2);
        assertThat(text(err)).contains("did you mean pubsub?");
    }

    @Test
    void shouldSuggestAnOption() {
        // given
        String[] args = {"pub", "--mesgs", "3"};

        // when
        int status = bench(args);

        // then
        assertThat(status).isEqualTo(2);
        assertThat(text(err)).contains("unknown option --mesgs, did you mean --msgs?");
    }

    @Test
    void shouldSayThatNobodyListens() throws IOException {
        // given
        int port;
        try (ServerSocket closedAtOnce = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = closedAtOnce.getLocalPort();
        }

        // when
        int status = bench("pub", "-s", "127.0.0.1:" + port, "--json");

        // then
        assertThat(status).isEqualTo(1);
        assertThat(text(err)).contains("cannot connect to 127.0.0.1:" + port);
        assertThat(text(out)).contains("\"ok\":false");
    }

    @Nested
    class AgainstAServer {

        private final TestBroker broker = TestBroker.start();
        private final String server = "127.0.0.1:" + broker.port();

        @AfterEach
        void stop() throws Exception {
            broker.close();
        }

        @Test
        void shouldPublish() {
            // given
            String[] args = {"pub", "-s", server, "--msgs", "10k", "--subjects", "7", "--pub", "2"};

            // when
            int status = bench(args);

            // then
            assertThat(text(err)).isEmpty();
            assertThat(status).isZero();
            assertThat(text(out)).contains("publish   10,000 messages");
        }

        @Test
        void shouldReceiveWhatItPublishes() {
            // given
            String[] args = {"pubsub", "-s", server, "--msgs", "20k", "--sub", "2", "--headers", "--subject", "a.b"};

            // when
            int status = bench(args);

            // then
            assertThat(text(err)).isEmpty();
            assertThat(status).isZero();
            assertThat(text(out)).contains("publish   20,000 messages", "receive   40,000 messages", "p99.9");
        }

        @Test
        void shouldShareInAQueueGroup() {
            // given
            String[] args = {"pubsub", "-s", server, "--msgs", "20k", "--sub", "3", "--queue", "q", "--subject", "a.q"};

            // when
            int status = bench(args);

            // then
            assertThat(text(err)).isEmpty();
            assertThat(status).isZero();
            assertThat(text(out)).contains("receive   20,000 messages");
        }

        @Test
        void shouldPublishForATimeAtARate() {
            // given
            String[] args = {"pubsub", "-s", server, "--duration", "300ms", "--rate", "5k", "--subject", "a.d", "--json"
            };

            // when
            int status = bench(args);

            // then
            assertThat(text(err)).isEmpty();
            assertThat(status).isZero();
            assertThat(text(out)).contains("\"ok\":true", "\"latencyMicros\"");
        }

        @Test
        void shouldRequestAndReply() {
            // given
            CompletableFuture<Integer> responder = CompletableFuture.supplyAsync(() -> BenchCommand.run(
                    new String[] {"reply", "-s", server, "--subject", "a.r", "--msgs", "2k", "--timeout", "20s"},
                    new PrintStream(new ByteArrayOutputStream(), true, StandardCharsets.UTF_8),
                    new PrintStream(new ByteArrayOutputStream(), true, StandardCharsets.UTF_8)));
            Awaitility.await().until(() -> bench("request", "-s", server, "--subject", "a.r", "--msgs", "1") == 0);
            err.reset();

            // when
            int status = bench("request", "-s", server, "--subject", "a.r", "--msgs", "1999", "--inflight", "16");

            // then
            assertThat(text(err)).isEmpty();
            assertThat(status).isZero();
            assertThat(text(out)).contains("request   1,999 messages");
            assertThat(responder.join()).isZero();
        }

        @Test
        void shouldSayThatNobodyReplies() {
            // given
            String[] args = {"request", "-s", server, "--subject", "nobody.here", "--msgs", "1"};

            // when
            int status = bench(args);

            // then
            assertThat(status).isEqualTo(1);
            assertThat(text(err)).contains("no responders: nobody subscribes to nobody.here");
        }

        @Test
        void shouldSayHowManyMessagesAreMissing() {
            // given
            String[] args = {"sub", "-s", server, "--subject", "silent", "--msgs", "5", "--timeout", "200ms"};

            // when
            int status = bench(args);

            // then
            assertThat(status).isEqualTo(1);
            assertThat(text(err)).contains("time-out", "5 of 5 are missing");
        }
    }

    @Nested
    class AgainstAServerThatGoesAway {

        private final TestBroker broker = TestBroker.start();
        private final String server = "127.0.0.1:" + broker.port();

        private CompletableFuture<Integer> begin(String mode, OutputStream told) {
            String[] args = {mode, "-s", server, "--subject", "gone", "--msgs", "1000m", "--timeout", "60s"};
            return CompletableFuture.supplyAsync(
                    () -> BenchCommand.run(
                            args,
                            new PrintStream(out, true, StandardCharsets.UTF_8),
                            new PrintStream(told, true, StandardCharsets.UTF_8)),
                    task -> new Thread(task, "bench " + mode).start());
        }

        private boolean isUnderway(boolean publishes, int clients) {
            ConnectionRegistry registry = broker.broker().connections();
            return registry.openCount() == clients
                    && (publishes
                            ? registry.loops().stream()
                                    .anyMatch(loop -> loop.counters().inMessages() > 0)
                            : registry.connections().stream()
                                    .allMatch(client -> client.snapshot().subscriptions() > 0));
        }

        @ParameterizedTest
        @CsvSource({"pub, true, 1", "pubsub, true, 2", "sub, false, 1", "reply, false, 1"})
        void shouldSayWhatBroke(String mode, boolean publishes, int clients) throws Exception {
            // given
            CompletableFuture<Integer> run = begin(mode, err);
            Awaitility.await().until(() -> isUnderway(publishes, clients));

            // when
            broker.close();

            // then
            assertThat(run.get(SECONDS, TimeUnit.SECONDS)).isEqualTo(1);
            assertThat(text(err)).containsPattern(BROKEN);
        }

        @Test
        void shouldSayWhatBrokeOnBothSidesOfRequests() throws Exception {
            // given
            ByteArrayOutputStream toldOther = new ByteArrayOutputStream();
            CompletableFuture<Integer> replies = begin("reply", toldOther);
            Awaitility.await().until(() -> isUnderway(false, 1));
            CompletableFuture<Integer> requests = begin("request", err);
            Awaitility.await().until(() -> isUnderway(true, 2));

            // when
            broker.close();

            // then
            assertThat(requests.get(SECONDS, TimeUnit.SECONDS)).isEqualTo(1);
            assertThat(replies.get(SECONDS, TimeUnit.SECONDS)).isEqualTo(1);
            assertThat(text(err)).containsPattern(BROKEN);
            assertThat(text(toldOther)).containsPattern(BROKEN);
        }
    }

    private int bench(String... args) {
        return BenchCommand.run(
                args,
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8));
    }

    private static String text(ByteArrayOutputStream stream) {
        return stream.toString(StandardCharsets.UTF_8);
    }
}
