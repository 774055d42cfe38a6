package io.quoll.jetstream.api;

import io.quoll.jetstream.stream.Subjects;
import io.quoll.jetstream.wire.HeaderBlock;
import io.quoll.jetstream.wire.JsonOutput;
import io.quoll.jetstream.wire.Timestamps;
import io.quoll.router.PublishBatch;
import io.quoll.router.PublishBatches;
import io.quoll.router.SubjectRouter;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/** Publishes what happens to streams and consumers, for whoever listens under {@code $JS.EVENT}. Any thread. */
public final class Advisories {

    private static final String ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    private static final int PREFIX_LENGTH = 12;
    private static final int COUNT_LENGTH = 10;

    private final SubjectRouter router;
    private final PublishBatches batches;
    private final InstantSource clock;
    private final String server;
    private final String domain;
    private final String idPrefix;
    private final AtomicLong count = new AtomicLong();

    Advisories(SubjectRouter router, PublishBatches batches, InstantSource clock, String server, String domain) {
        this.router = router;
        this.batches = batches;
        this.clock = clock;
        this.server = server;
        this.domain = domain;
        SecureRandom random = new SecureRandom();
        StringBuilder prefix = new StringBuilder();
        for (int i = 0; i < PREFIX_LENGTH; i++) {
            prefix.append(ALPHABET.charAt(random.nextInt(ALPHABET.length())));
        }
        this.idPrefix = prefix.toString();
    }

    /**
     * @param type what stands behind {@code io.nats.jetstream.}
     * @param subject what stands behind {@code $JS.EVENT.}
     */
    public void publish(String type, String subject, Consumer<JsonOutput> fields) {
        byte[] payload = JsonOutput.object(o -> {
            o.text("type", "io.nats.jetstream." + type).text("id", nextId()).time("timestamp", Timestamps.now(clock));
            fields.accept(o);
        });
        PublishBatch batch = batches.borrow();
        batch.add(Subjects.bytes("$JS.EVENT." + subject), HeaderBlock.NONE, HeaderBlock.NONE, payload);
        batch.submit(router, 0);
    }

    void streamAction(String action, String stream) {
        publish("advisory.v1.stream_action", "ADVISORY.STREAM." + action + "." + stream, o -> o.text("stream", stream)
                .text("action", verb(action))
                .textIfAny("domain", domain));
    }

    private static String verb(String action) {
        return switch (action) {
            case "CREATED" -> "create";
            case "DELETED" -> "delete";
            default -> "modify";
        };
    }

    void onRequest(ApiRequest request, byte[] answer) {
        publish("advisory.v1.api_audit", "ADVISORY.API", o -> o.text("server", server)
                .object("client", c -> c.text("acc", request.account().account()))
                .text("subject", request.subject())
                .textIfAny("request", new String(request.payload(), StandardCharsets.UTF_8))
                .text("response", new String(answer, StandardCharsets.UTF_8))
                .textIfAny("domain", domain));
    }

    void limitReached(int dropped) {
        publish("advisory.v1.api_limit_reached", "ADVISORY.API.LIMIT_REACHED", o -> o.text("server", server)
                .textIfAny("domain", domain)
                .number("dropped", dropped));
    }

    /** Unique, in the form that NATS's own ids have. */
    String nextId() {
        StringBuilder id = new StringBuilder(idPrefix);
        long rest = count.incrementAndGet();
        for (int i = 0; i < COUNT_LENGTH; i++) {
            id.append(ALPHABET.charAt((int) (rest % ALPHABET.length())));
            rest /= ALPHABET.length();
        }
        return id.toString();
    }
}
