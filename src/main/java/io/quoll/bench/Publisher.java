package io.quoll.bench;

import java.io.IOException;
import java.util.concurrent.CountDownLatch;

/**
 * Publishes its share in large writes and is done when the server has confirmed with a PONG that it has read them all. A
 * second thread, idle nearly always, answers the server meanwhile.
 */
final class Publisher extends Worker {

    private static final long LAST_WORD_MILLIS = 200;

    private final PublishFrames frames;
    private final long share;
    private final int size;
    private final double rate;
    private final boolean stamped;
    private final CountDownLatch confirmed = new CountDownLatch(1);

    Publisher(String name, NatsConnection connection, RunSignals signals, BenchOptions options, long share) {
        super(name, connection, signals);
        this.frames = new PublishFrames(options);
        this.share = share;
        this.size = options.size();
        this.rate = options.rate() / options.publishers();
        this.stamped = options.mode() == BenchMode.PUBSUB && size >= Long.BYTES;
    }

    @Override
    void work() throws IOException, InterruptedException {
        Thread answers = new Thread(this::answer, Thread.currentThread().getName() + " answers");
        answers.setDaemon(true);
        answers.start();
        meter().start(System.nanoTime());
        try {
            publish();
            connection().ping();
        } catch (IOException e) {
            // The reason is in what the server said last, which the other thread reads.
            answers.join(LAST_WORD_MILLIS);
            throw e;
        }
        confirmed.await();
        if (!signals().isClosing() && signals().failure() == null) {
            meter().end(System.nanoTime());
        }
    }

    private void publish() throws IOException {
        Pace pace = new Pace(rate, System::nanoTime);
        long sent = 0;
        int next = 0;
        while (sent < share && !signals().isStopped()) {
            int wanted = (int) Math.min(share - sent, Math.min(frames.perWrite(), frames.count() - next));
            int count = pace.await(sent, wanted, signals()::isStopped);
            if (count == 0) {
                return;
            }
            if (stamped) {
                for (int i = 0; i < count; i++) {
                    frames.stamp(next + i, pace.startOf(sent + i));
                }
            }
            connection().writes().write(frames.slice(next, count));
            sent += count;
            next = next + count == frames.count() ? 0 : next + count;
            meter().add(count, (long) count * size, System.nanoTime());
        }
    }

    private void answer() {
        try {
            while (connection().take() != Frame.PONG) {
                connection().fill();
            }
        } catch (IOException e) {
            onConnectionLost(e);
        } finally {
            confirmed.countDown();
        }
    }
}
