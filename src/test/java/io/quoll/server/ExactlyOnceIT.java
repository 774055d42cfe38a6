package io.quoll.server;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import io.nats.client.Connection;
import io.nats.client.ConsumerContext;
import io.nats.client.ErrorListener;
import io.nats.client.FetchConsumeOptions;
import io.nats.client.FetchConsumer;
import io.nats.client.JetStreamApiException;
import io.nats.client.JetStreamManagement;
import io.nats.client.Message;
import io.nats.client.Nats;
import io.nats.client.Options;
import io.nats.client.api.AckPolicy;
import io.nats.client.api.ConsumerConfiguration;
import io.nats.client.api.ConsumerInfo;
import io.nats.client.api.RetentionPolicy;
import io.nats.client.api.StorageType;
import io.nats.client.api.StreamConfiguration;
import io.nats.client.api.StreamInfo;
import io.nats.client.impl.Headers;
import io.nats.client.impl.NatsMessage;
import io.quoll.testkit.QuollProcess;
import io.quoll.testkit.SeededRandom;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/**
 * Publishers that repeat what was not acknowledged, under the same message id, and consumers that have their acknowledgements
 * confirmed, with a server or with clients that die. {@code -Donce.messages=1000000 -Donce.kills=100} takes its time.
 */
@ExtendWith(SeededRandom.class)
@SuppressWarnings("NullAway.Init") // before each test
class ExactlyOnceIT {

    private static final Logger LOG = System.getLogger(ExactlyOnceIT.class.getName());

    private static final int MESSAGES = Integer.getInteger("once.messages", 20_000);
    private static final int KILLS = Integer.getInteger("once.kills", 3);
    private static final int PUBLISHERS = 2;
    private static final int CONSUMERS = 2;
    private static final int WORKERS = 16;
    private static final int BATCH = 250;
    private static final Duration ANSWERED_WITHIN = Duration.ofSeconds(2);
    private static final Duration FETCH_TIME = Duration.ofSeconds(1);
    private static final Duration ACK_WAIT = Duration.ofSeconds(3);
    private static final Duration PATIENCE = Duration.ofMinutes(2 + MESSAGES / 50_000);

    /** What one of them does. */
    @FunctionalInterface
    private interface Party {
        void run() throws Exception;
    }

    @TempDir
    private Path directory;

    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final BitSet seen = new BitSet();
    private final BitSet confirmed = new BitSet();
    private final long[] confirmedAt = new long[MESSAGES];
    private final Queue<String> faults = new ConcurrentLinkedQueue<>();
    private final AtomicInteger redelivered = new AtomicInteger();
    private volatile boolean over;
    private int port;
    private QuollProcess server;

    @BeforeEach
    void start() throws IOException {
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
        serve();
    }

    @AfterEach
    void stop() {
        threads.shutdownNow();
        server.close();
    }

    private void serve() throws IOException {
        server = QuollProcess.run(
                directory, "-a", "127.0.0.1", "-p", Integer.toString(port), "-js", "-sd", directory + "/store");
    }

    private Connection connect() throws IOException, InterruptedException {
        Options options = new Options.Builder()
                .server("nats://127.0.0.1:" + port)
                .maxReconnects(-1)
                .reconnectWait(Duration.ofMillis(50))
                .errorListener(new ErrorListener() {})
                .build();
        return Nats.connectReconnectOnConnect(options);
    }

    private JetStreamManagement create(Connection connection, RetentionPolicy retention) throws Exception {
        JetStreamManagement management = connection.jetStreamManagement();
        management.addStream(StreamConfiguration.builder()
                .name("ONCE")
                .subjects("once.*")
                .storageType(StorageType.File)
                .retentionPolicy(retention)
                .duplicateWindow(Duration.ofMinutes(10))
                .build());
        management.addOrUpdateConsumer(
                "ONCE",
                ConsumerConfiguration.builder()
                        .durable("reader")
                        .ackPolicy(AckPolicy.Explicit)
                        .ackWait(ACK_WAIT)
                        .maxAckPending(BATCH * WORKERS)
                        .build());
        return management;
    }

    /** Publishes each of its numbers until it is acknowledged. */
    private void publish(int publisher) throws Exception {
        try (Connection connection = connect()) {
            List<Integer> waiting = new ArrayList<>();
            for (int number = publisher; number < MESSAGES || !waiting.isEmpty(); ) {
                for (; number < MESSAGES && waiting.size() < BATCH; number += PUBLISHERS) {
                    waiting.add(number);
                }
                Map<Integer, CompletableFuture<Message>> answers = new LinkedHashMap<>();
                for (int each : waiting) {
                    Message message = NatsMessage.builder()
                            .subject("once." + publisher)
                            .headers(new Headers().put("Nats-Msg-Id", "id-" + each))
                            .data(Integer.toString(each))
                            .build();
                    answers.put(each, connection.requestWithTimeout(message, ANSWERED_WITHIN));
                }
                answers.forEach((each, answer) -> {
                    if (isAcknowledged(answer)) {
                        waiting.remove(each);
                    }
                });
            }
        }
    }

    private static boolean isAcknowledged(CompletableFuture<Message> answer) {
        Message message = answerOf(answer);
        String text = message == null ? "" : new String(message.getData(), US_ASCII);
        return text.contains("\"seq\":") && !text.contains("\"error\"");
    }

    private static @Nullable Message answerOf(CompletableFuture<Message> answer) {
        try {
            return answer.get(ANSWERED_WITHIN.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException | TimeoutException | CancellationException e) {
            return null;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return null;
        }
    }

    /** The server has confirmed that the message is dealt with. */
    private void confirmed(int number) {
        synchronized (seen) {
            confirmed.set(number);
            confirmedAt[number] = System.nanoTime();
        }
    }

    /** What was asked for a while after the message was confirmed was not on its way before. */
    private void delivered(int number, long askedAt) {
        synchronized (seen) {
            seen.set(number);
            if (confirmed.get(number) && askedAt - confirmedAt[number] > ANSWERED_WITHIN.toNanos()) {
                faults.add(number + " came again after it was confirmed");
            }
        }
    }

    private int progress() {
        synchronized (seen) {
            return seen.cardinality();
        }
    }

    private static int numberOf(Message message) {
        return Integer.parseInt(new String(message.getData(), US_ASCII));
    }

    /** Acknowledges all of a batch and waits until it is confirmed. */
    private void acknowledge(Connection connection, List<Message> messages) {
        Map<Message, CompletableFuture<Message>> answers = new LinkedHashMap<>();
        for (Message message : messages) {
            answers.put(
                    message,
                    connection.requestWithTimeout(message.getReplyTo(), "+ACK".getBytes(US_ASCII), ANSWERED_WITHIN));
        }
        answers.forEach((message, answer) -> {
            Message confirmation = answerOf(answer);
            if (confirmation != null && !confirmation.isStatusMessage()) {
                confirmed(numberOf(message));
            }
        });
    }

    /** Asks again where the server dies while it is asked. */
    private static ConsumerContext reader(Connection connection) throws InterruptedException {
        while (!Thread.interrupted()) {
            try {
                return connection.getConsumerContext("ONCE", "reader");
            } catch (IOException | JetStreamApiException e) {
                LOG.log(Level.DEBUG, "not known", e);
            }
        }
        throw new InterruptedException();
    }

    /** Each time under a subject of its own: what was sent for an earlier one and is still on its way is not taken. */
    private static List<Message> fetch(ConsumerContext reader, int most) throws Exception {
        FetchConsumeOptions options = FetchConsumeOptions.builder()
                .maxMessages(most)
                .expiresIn(FETCH_TIME.toMillis())
                .build();
        List<Message> messages = new ArrayList<>();
        try (FetchConsumer fetching = reader.fetch(options)) {
            for (Message next = fetching.nextMessage(); next != null; next = fetching.nextMessage()) {
                messages.add(next);
            }
        }
        return messages;
    }

    private void consume() throws Exception {
        try (Connection connection = connect()) {
            ConsumerContext reader = reader(connection);
            while (!over) {
                long askedAt = System.nanoTime();
                List<Message> messages = fetch(reader, BATCH);
                messages.forEach(message -> delivered(numberOf(message), askedAt));
                acknowledge(connection, messages);
            }
        }
    }

    /** Works until it is over, and now and then dies with what it has. */
    private void work(long seed) throws Exception {
        Random random = new Random(seed);
        while (!over) {
            try (Connection connection = connect()) {
                ConsumerContext reader = reader(connection);
                long last = 0;
                for (boolean lives = true; lives && !over; lives = random.nextInt(8) > 0) {
                    long askedAt = System.nanoTime();
                    List<Message> messages = fetch(reader, BATCH / 5);
                    for (Message message : messages) {
                        delivered(numberOf(message), askedAt);
                        long sequence = message.metaData().streamSequence();
                        if (message.metaData().deliveredCount() > 1) {
                            redelivered.incrementAndGet();
                        } else if (sequence <= last) {
                            faults.add(sequence + " came for the first time after " + last);
                        } else {
                            last = sequence;
                        }
                    }
                    boolean dies = random.nextInt(8) == 0;
                    acknowledge(connection, dies ? messages.subList(0, messages.size() / 2) : messages);
                    lives &= !dies;
                }
            }
        }
    }

    /** Kills the server after a part of the messages, again and again, as long as nobody has failed. */
    private void killNowAndThen(Random random, List<Future<?>> parties) throws Exception {
        for (int i = 0; i < KILLS; i++) {
            int next = Math.min(MESSAGES - 1, progress() + random.nextInt(1 + 2 * MESSAGES / (KILLS + 1)));
            Awaitility.await()
                    .atMost(PATIENCE)
                    .pollInterval(Duration.ofMillis(20))
                    .until(() -> progress() >= next || parties.stream().anyMatch(ExactlyOnceIT::hasFailed));
            server.signal("KILL");
            server.exitCode();
            serve();
        }
    }

    private static boolean hasFailed(Future<?> party) {
        try {
            if (party.isDone()) {
                party.get();
            }
            return false;
        } catch (InterruptedException | ExecutionException e) {
            return true;
        }
    }

    private static Callable<@Nullable Void> party(Party party) {
        return () -> {
            party.run();
            return null;
        };
    }

    private List<Future<?>> publishers() {
        List<Future<?>> publishers = new ArrayList<>();
        for (int i = 0; i < PUBLISHERS; i++) {
            int publisher = i;
            publishers.add(threads.submit(party(() -> publish(publisher))));
        }
        return publishers;
    }

    /** Ends consumers when everything is published and nothing is left to be acknowledged. */
    private void finish(JetStreamManagement management, List<Future<?>> publishers, List<Future<?>> consumers)
            throws Exception {
        for (Future<?> publisher : publishers) {
            publisher.get(PATIENCE.toMinutes(), TimeUnit.MINUTES);
        }
        Awaitility.await().atMost(PATIENCE).ignoreExceptions().until(() -> {
            ConsumerInfo reader = management.getConsumerInfo("ONCE", "reader");
            return reader.getNumPending() + reader.getNumAckPending() == 0
                    || consumers.stream().anyMatch(ExactlyOnceIT::hasFailed);
        });
        over = true;
        for (Future<?> consumer : consumers) {
            consumer.get(PATIENCE.toMinutes(), TimeUnit.MINUTES);
        }
    }

    @Test
    void shouldHaveEachMessageOnceWhateverDies(Random random) throws Exception {
        // given
        try (Connection connection = connect()) {
            JetStreamManagement management = create(connection, RetentionPolicy.Limits);
            List<Future<?>> consumers = new ArrayList<>();

            // when
            List<Future<?>> publishers = publishers();
            for (int i = 0; i < CONSUMERS; i++) {
                consumers.add(threads.submit(party(this::consume)));
            }
            killNowAndThen(random, consumers);
            finish(management, publishers, consumers);
            server.signal("KILL");
            server.exitCode();
            serve();

            // then
            assertThat(faults).isEmpty();
            assertThat(progress()).isEqualTo(MESSAGES);
            Awaitility.await()
                    .atMost(ANSWERED_WITHIN.multipliedBy(10))
                    .ignoreExceptions()
                    .untilAsserted(() -> {
                        ConsumerInfo reader = management.getConsumerInfo("ONCE", "reader");
                        assertThat(management
                                        .getStreamInfo("ONCE")
                                        .getStreamState()
                                        .getMsgCount())
                                .isEqualTo(MESSAGES);
                        assertThat(reader.getNumPending() + reader.getNumAckPending())
                                .isZero();
                        assertThat(reader.getAckFloor().getStreamSequence()).isEqualTo(MESSAGES);
                    });
        }
    }

    @Test
    void shouldLoseNothingOfAWorkQueueWhoseWorkersDie(Random random) throws Exception {
        // given
        try (Connection connection = connect()) {
            JetStreamManagement management = create(connection, RetentionPolicy.WorkQueue);
            List<Future<?>> workers = new ArrayList<>();

            // when
            List<Future<?>> publishers = publishers();
            for (int i = 0; i < WORKERS; i++) {
                long seed = random.nextLong();
                workers.add(threads.submit(party(() -> work(seed))));
            }
            finish(management, publishers, workers);

            // then
            assertThat(faults).isEmpty();
            assertThat(progress()).isEqualTo(MESSAGES);
            assertThat(redelivered).hasPositiveValue();
            StreamInfo info = management.getStreamInfo("ONCE");
            assertThat(info.getStreamState().getMsgCount()).isZero();
            assertThat(info.getStreamState().getLastSequence()).isEqualTo(MESSAGES);
        }
    }
}
