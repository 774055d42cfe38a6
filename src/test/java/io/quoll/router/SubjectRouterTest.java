package io.quoll.router;

import static org.assertj.core.api.Assertions.assertThat;

import io.quoll.message.Message;
import io.quoll.message.Publication;
import io.quoll.testkit.SeededRandom;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** A router and its caches against a list of subscriptions that is searched from end to end for each message. */
@ExtendWith(SeededRandom.class)
class SubjectRouterTest {

    private static final int LANES = 2;
    private static final String[] TOKENS = {"a", "b", "c", "long-token-of-many-bytes"};
    private static final @Nullable String[] QUEUES = {null, null, "q1", "q2"};

    private final SubjectRouter router = new SubjectRouter(LANES);
    private final List<Listener> listeners = new ArrayList<>();

    private static final class Listener implements MessageSink {
        private final String pattern;
        private final @Nullable String queue;
        private final Subscription subscription;
        private int received;

        Listener(String pattern, @Nullable String queue) {
            this.pattern = pattern;
            this.queue = queue;
            this.subscription = new Subscription(bytes(pattern), queue == null ? null : bytes(queue), this);
        }

        @Override
        public boolean deliver(Subscription to, Publication message, RoutingLane lane) {
            received++;
            return true;
        }

        int takeReceived() {
            int taken = received;
            received = 0;
            return taken;
        }

        @Override
        public String toString() {
            return pattern + (queue == null ? "" : " " + queue);
        }
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static boolean matches(String pattern, String subject) {
        String[] wanted = pattern.split("\\.", -1);
        String[] tokens = subject.split("\\.", -1);
        for (int i = 0; i < wanted.length; i++) {
            if (i >= tokens.length) {
                return false;
            }
            if (wanted[i].equals(">")) {
                return true;
            }
            if (!wanted[i].equals("*") && !wanted[i].equals(tokens[i])) {
                return false;
            }
        }
        return wanted.length == tokens.length;
    }

    private static String subject(Random random) {
        StringBuilder subject = new StringBuilder(TOKENS[random.nextInt(TOKENS.length)]);
        for (int i = random.nextInt(3); i > 0; i--) {
            subject.append('.').append(TOKENS[random.nextInt(TOKENS.length)]);
        }
        return subject.toString();
    }

    private static String pattern(Random random) {
        String[] tokens = subject(random).split("\\.");
        for (int i = 0; i < tokens.length; i++) {
            int kind = random.nextInt(6);
            if (kind == 0) {
                tokens[i] = "*";
            } else if (kind == 1 && i == tokens.length - 1) {
                tokens[i] = ">";
            }
        }
        return String.join(".", tokens);
    }

    private int publish(String subject, int lane) {
        Publication publication = Publication.of(Message.of(subject, new byte[0]));
        router.lane(lane).count(1);
        return router.lane(lane).publish(publication, router.lane(lane).route(publication), null);
    }

    /** What is wrong with who received a message just published, or nothing. */
    private List<String> faults(String subject, int delivered) {
        List<String> faults = new ArrayList<>();
        Map<String, Integer> groups = new TreeMap<>();
        int expected = 0;
        for (Listener listener : listeners) {
            int received = listener.takeReceived();
            boolean concerned = matches(listener.pattern, subject);
            if (listener.queue == null) {
                expected += concerned ? 1 : 0;
                if (received != (concerned ? 1 : 0)) {
                    faults.add(listener + " received " + received + " of " + subject);
                }
            } else if (concerned) {
                groups.merge(listener.queue, received, Integer::sum);
            } else if (received > 0) {
                faults.add(listener + " received " + subject);
            }
        }
        expected += groups.size();
        groups.forEach((queue, received) -> {
            if (received != 1) {
                faults.add("group " + queue + " received " + received + " of " + subject);
            }
        });
        if (delivered != expected) {
            faults.add(delivered + " instead of " + expected + " deliveries of " + subject);
        }
        return faults;
    }

    @Test
    void shouldDeliverAsASearchThroughAllSubscriptionsWould(Random random) {
        // given
        List<String> faults = new ArrayList<>();

        // when
        for (int i = 0; i < 30_000; i++) {
            int kind = random.nextInt(10);
            if (kind == 0 && listeners.size() < 40) {
                Listener listener = new Listener(pattern(random), QUEUES[random.nextInt(QUEUES.length)]);
                listeners.add(listener);
                router.subscribe(listener.subscription);
            } else if (kind == 1 && !listeners.isEmpty()) {
                Listener listener = listeners.remove(random.nextInt(listeners.size()));
                router.unsubscribe(listener.subscription);
                if (listener.takeReceived() > 0) {
                    faults.add(listener + " received something it should not");
                }
            } else if (kind == 2 && i % 50 == 0) {
                router.lane(random.nextInt(LANES)).sweep();
            } else {
                String subject = subject(random);
                faults.addAll(faults(subject, publish(subject, random.nextInt(LANES))));
            }
        }

        // then
        assertThat(faults).isEmpty();
        assertThat(router.statistics().subscriptions()).isEqualTo(listeners.size());
        assertThat(router.statistics().cacheHits()).isGreaterThan(1_000);
    }

    @Test
    void shouldForgetRoutesOfSubscriptionsThatAreGone() {
        // given
        List<Listener> gone = new ArrayList<>();
        for (int i = 0; i < 5_000; i++) {
            Listener listener = new Listener("subject." + i, null);
            gone.add(listener);
            router.subscribe(listener.subscription);
            publish("subject." + i, 0);
            publish("subject." + i, 0);
        }
        long cachedBefore = router.statistics().cachedRoutes();

        // when
        gone.forEach(listener -> router.unsubscribe(listener.subscription));
        for (int i = 0; i < 1_000; i++) {
            router.lane(0).sweep();
        }

        // then
        assertThat(cachedBefore).isGreaterThan(2_000);
        assertThat(router.statistics().cachedRoutes()).isZero();
        assertThat(router.statistics().subscriptions()).isZero();
    }

    @Test
    void shouldBoundTheCacheWhateverIsPublished() {
        // given
        Listener listener = new Listener(">", null);
        router.subscribe(listener.subscription);

        // when
        for (int i = 0; i < 400_000; i++) {
            publish("s." + i, 0);
            publish("s." + i, 0);
        }

        // then
        assertThat(router.statistics().cachedRoutes()).isLessThanOrEqualTo(RouteCache.MOST_SLOTS);
        assertThat(listener.takeReceived()).isEqualTo(800_000);
    }

    @Test
    void shouldKeepTheRoutesOfOtherSubjectsWhenSubscriptionsCome() {
        // given
        Listener listener = new Listener("kept.*", null);
        router.subscribe(listener.subscription);
        publish("kept.one", 0);
        publish("kept.one", 0);
        long missesBefore = router.lane(0).misses();

        // when
        for (int i = 0; i < 50; i++) {
            router.subscribe(new Listener("other." + i + ".*", null).subscription);
            publish("kept.one", 0);
        }

        // then
        assertThat(router.lane(0).misses() - missesBefore).isLessThan(5);
    }

    @Test
    void shouldDeliverNothingOfASubjectWithAnEmptyToken() {
        // given
        Listener listener = new Listener(">", null);
        router.subscribe(listener.subscription);
        Publication publication = Publication.of(Message.of("foo..bar", new byte[0]));

        // when
        int delivered = router.lane(0).publish(publication, router.lane(0).route(publication), null);

        // then
        assertThat(delivered).isZero();
    }
}
