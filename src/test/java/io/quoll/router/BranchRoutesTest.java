package io.quoll.router;

import static org.assertj.core.api.Assertions.assertThat;

import io.quoll.message.Message;
import io.quoll.message.Publication;
import io.quoll.subject.SubjectSyntax;
import io.quoll.testkit.SeededRandom;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Subjects that never come twice, by routes that serve many, against each pattern matched for each message. */
@ExtendWith(SeededRandom.class)
class BranchRoutesTest {

    private static final String[] BRANCHES = {"a.", "a.b.", "a.b.c.", "$JS.ACK.S.C.1.", "$JS.ACK.S.D.", "$JS.ACK.", "x."
    };
    private static final String[] PATTERNS = {
        ">",
        "*.>",
        "a.>",
        "a.*",
        "a.b.*",
        "*.*",
        "*.b.*",
        "a.*.end",
        "*.*.end",
        "a.end",
        "a.b.end",
        "*.end",
        "$JS.>",
        "$JS.ACK.>",
        "$JS.ACK.S.>",
        "$JS.*.S.D.*",
        "$JS.ACK.S.D.end",
        "*.ACK.>",
        "*.*.*.*.end",
        "x.*",
        "x.end",
        "a.b.c.>"
    };

    private final SubjectRouter router = new SubjectRouter(1);
    private final List<Listener> listeners = new ArrayList<>();

    private static final class Counter implements MessageSink {
        private int received;

        @Override
        public boolean deliver(Subscription to, Publication message, RoutingLane lane) {
            received++;
            return true;
        }
    }

    private static class Listener extends Subscription {
        private final Counter counter;

        Listener(String pattern) {
            this(pattern, new Counter());
        }

        private Listener(String pattern, Counter counter) {
            super(pattern.getBytes(StandardCharsets.UTF_8), null, counter);
            this.counter = counter;
        }

        int takeReceived() {
            int taken = counter.received;
            counter.received = 0;
            return taken;
        }
    }

    private void publish(String subject) {
        Publication publication = Publication.of(Message.of(subject, new byte[0]));
        RoutingLane lane = router.lane(0);
        lane.count(1);
        lane.publish(publication, lane.route(publication), null);
    }

    private void check(String subject, List<String> faults) {
        for (Listener listener : listeners) {
            boolean expected = SubjectSyntax.matches(listener.pattern(), subject.getBytes(StandardCharsets.UTF_8));
            int received = listener.takeReceived();
            if (received != (expected ? 1 : 0)) {
                faults.add(listener.patternText() + " received " + received + " of " + subject);
            }
        }
    }

    @Test
    void shouldDeliverAsIfEachSubjectWereMatched(Random random) {
        // given
        List<String> faults = new ArrayList<>();

        // when
        for (int i = 0; i < 40_000; i++) {
            int kind = random.nextInt(400);
            if (kind < 4 && listeners.size() < 6) {
                Listener listener = new Listener(PATTERNS[random.nextInt(PATTERNS.length)]);
                listeners.add(listener);
                router.subscribe(listener);
            } else if (kind < 8 && !listeners.isEmpty()) {
                router.unsubscribe(listeners.remove(random.nextInt(listeners.size())));
            } else {
                String end = random.nextInt(8) == 0 ? "end" : "u" + i;
                String subject = BRANCHES[random.nextInt(BRANCHES.length)] + end;
                publish(subject);
                check(subject, faults);
            }
        }

        // then
        assertThat(faults).isEmpty();
        assertThat(router.statistics().cacheHits()).isGreaterThan(10_000);
    }

    @Test
    void shouldMatchRepliesToOneClientOnce() {
        // given
        router.subscribe(new Listener("_INBOX.client.*"));
        router.subscribe(new Listener("_INBOX.other.*"));
        router.subscribe(new Listener("orders.eu.1"));
        router.subscribe(new Listener("orders.*.1"));

        // when
        for (int i = 0; i < 1_000; i++) {
            publish("_INBOX.client." + i);
        }

        // then
        assertThat(router.lane(0).misses()).isLessThan(10);
        assertThat(router.statistics().cachedRoutes()).isLessThan(10);
    }

    @Test
    void shouldMatchAcknowledgementsOnce() {
        // given
        router.subscribe(new Listener("$JS.ACK.>"));

        // when
        for (int i = 0; i < 1_000; i++) {
            publish("$JS.ACK.S.C.1." + i + "." + i + ".17000." + (1_000 - i));
        }

        // then
        assertThat(router.lane(0).misses()).isLessThan(10);
    }

    @Test
    void shouldAskASelectiveSubscriptionForEachSubject() {
        // given
        Listener selective = new Listener("a.*") {
            @Override
            public boolean accepts(byte[] subject) {
                return subject[subject.length - 1] == '7';
            }

            @Override
            public boolean isSelective() {
                return true;
            }
        };
        router.subscribe(selective);

        // when
        for (int i = 0; i < 100; i++) {
            publish("a." + i);
        }

        // then
        assertThat(selective.takeReceived()).isEqualTo(10);
    }

    @Test
    void shouldDeliverNothingOfAnAcknowledgementWithAnEmptyToken() {
        // given
        Listener listener = new Listener("$JS.ACK.>");
        router.subscribe(listener);
        for (int i = 0; i < 10; i++) {
            publish("$JS.ACK.S.C." + i);
        }

        // when
        publish("$JS.ACK.S..11");
        publish("$JS.ACK..C.12");
        publish("$JS.ACK.S.C.");

        // then
        assertThat(listener.takeReceived()).isEqualTo(10);
    }
}
