package io.quoll.jetstream.consumer;

import io.quoll.account.Account;
import io.quoll.jetstream.api.JetStream;
import io.quoll.jetstream.api.JetStreamLimits;
import io.quoll.jetstream.stream.StreamTimer;
import io.quoll.jetstream.stream.Subjects;
import io.quoll.message.Headers;
import io.quoll.message.Message;
import io.quoll.message.Publication;
import io.quoll.router.PublishBatches;
import io.quoll.router.RoutingLane;
import io.quoll.router.SubjectRouter;
import io.quoll.router.Subscription;
import io.quoll.storage.memory.MemoryStreamDirectory;
import io.quoll.testkit.ManualLane;
import io.quoll.testkit.ManualLoop;
import io.quoll.testkit.PlainStreamSettings;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Streams and consumers on one thread, for which time passes when the test lets it. */
final class ManualStreams {

    private static final String INBOX = "_INBOX.test";

    private final ManualLoop loop = new ManualLoop();
    private final SubjectRouter router = new SubjectRouter(1);
    private final List<Message> inbox = new ArrayList<>();

    ManualStreams() {
        JetStream streams = new JetStream(new JetStream.Parts(
                new MemoryStreamDirectory(),
                new PublishBatches(List.of(new ManualLane(loop))),
                loop,
                new Timer(),
                loop.clock(),
                new PlainStreamSettings(),
                new Consumers("test", "2.12.0"),
                "test",
                "2.12.0"));
        streams.add(new Account(Account.GLOBAL, router, loop::nanoTime), JetStreamLimits.NONE);
        streams.start();
        listen(INBOX + ".>");
        loop.run();
    }

    /** Goes by the time of the loop. */
    private final class Timer implements StreamTimer {

        @Override
        public Timeout schedule(Runnable task, long delayNanos) {
            boolean[] cancelled = {false};
            loop.schedule(
                    () -> {
                        if (!cancelled[0]) {
                            task.run();
                        }
                    },
                    delayNanos);
            return () -> cancelled[0] = true;
        }

        @Override
        public long nanoTime() {
            return loop.nanoTime();
        }
    }

    /** Takes what comes to the subject into the inbox. */
    Subscription listen(String pattern) {
        Subscription subscription = new Subscription(Subjects.bytes(pattern), null, this::take);
        router.subscribe(subscription);
        loop.run();
        return subscription;
    }

    void ignore(Subscription subscription) {
        router.unsubscribe(subscription);
        loop.run();
    }

    private boolean take(Subscription subscription, Publication message, RoutingLane lane) {
        inbox.add(message.toMessage());
        return true;
    }

    void publish(String subject, String reply, String payload) {
        String to = reply.isEmpty() ? null : reply;
        byte[] bytes = payload.replace('\'', '"').getBytes(StandardCharsets.UTF_8);
        publish(Message.of(subject, bytes).withReply(to));
    }

    /** Answers a request of flow control. */
    void confirm(String asked, long lastStream, long lastConsumer) {
        publish(Message.of(asked, new byte[0])
                .withHeaders(Headers.of(Map.of(
                        "Nats-Last-Stream",
                        List.of(Long.toString(lastStream)),
                        "Nats-Last-Consumer",
                        List.of(Long.toString(lastConsumer))))));
    }

    private void publish(Message message) {
        Publication publication = Publication.of(message);
        RoutingLane lane = router.lane(0);
        lane.publish(publication, lane.route(publication), null);
        loop.run();
    }

    void publish(String subject, String payload) {
        publish(subject, "", payload);
    }

    /** Asks and returns the answer, which is the only thing that may come. */
    String ask(String operation, String json) {
        String reply = INBOX + ".answer";
        publish("$JS.API." + operation, reply, json);
        Message answer = inbox.remove(inbox.size() - 1);
        return new String(answer.payload(), StandardCharsets.UTF_8);
    }

    void pull(String stream, String consumer, String json) {
        publish("$JS.API.CONSUMER.MSG.NEXT." + stream + "." + consumer, INBOX + ".pull", json);
    }

    /** Says something about a message that came. */
    void acknowledge(Message message, String how) {
        publish(String.valueOf(message.reply()), how);
    }

    void pass(Duration time) {
        loop.advance(time);
    }

    /** What has come since it was last asked. */
    List<Message> arrived() {
        List<Message> all = List.copyOf(inbox);
        inbox.clear();
        return all;
    }

    /** What has come since it was last asked: statuses, or payloads with the number of the delivery. */
    List<String> shown() {
        return arrived().stream().map(ManualStreams::show).toList();
    }

    static String show(Message message) {
        if (message.headers().status() != 0) {
            return message.headers().status() + " " + message.headers().description();
        }
        String reply = String.valueOf(message.reply());
        String deliveries = reply.startsWith("$JS.ACK.") ? "#" + reply.split("\\.", -1)[4] : "";
        return new String(message.payload(), StandardCharsets.UTF_8) + deliveries;
    }
}
