package io.quoll.connection;

import static org.assertj.core.api.Assertions.assertThat;

import io.quoll.account.OpenAuthenticator;
import io.quoll.connection.Clients.Client;
import io.quoll.testkit.CapturingByteSink.End;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What clients get, on one loop and across two, and what becomes of those who are too slow for it. */
class DeliveryTest {

    private static final String KILOBYTE = "PUB foo 1024\r\n" + "k".repeat(1024) + "\r\n";

    private final Limits limits = new Limits();

    private Clients clients(int loops) {
        return new Clients(limits, loops, OpenAuthenticator::new);
    }

    private static int count(String frames, String start) {
        return (frames.length() - frames.replace(start, "").length()) / start.length();
    }

    @ParameterizedTest
    @CsvSource({"0, 0", "0, 1"})
    void shouldDeliverInOrder(int publisherLoop, int subscriberLoop) {
        // given
        Clients clients = clients(2);
        Client subscriber = clients.connect(subscriberLoop, Clients.QUIET + "SUB foo 1\r\n");
        Client publisher = clients.connect(publisherLoop, Clients.QUIET);

        // when
        publisher
                .send("PUB foo 1\r\na\r\nPUB bar 0\r\n\r\nPUB foo reply 1\r\nb\r\n")
                .send("PUB foo 1\r\nc\r\n");

        // then
        assertThat(subscriber.received())
                .isEqualTo("MSG foo 1 1\r\na\r\nMSG foo 1 reply 1\r\nb\r\nMSG foo 1 1\r\nc\r\n");
    }

    @Test
    void shouldHandOverOnceATurnToAClientOfAnotherLoop() {
        // given
        Clients clients = clients(2);
        Client subscriber = clients.connect(1, Clients.QUIET + "SUB foo 1\r\n");
        Client publisher = clients.connect(0, Clients.QUIET);

        // when
        publisher.send("PUB foo 1\r\na\r\n".repeat(100));
        clients.loops.get(0).run();

        // then
        assertThat(clients.loops.get(1).waiting()).isEqualTo(1);
        assertThat(count(subscriber.received(), "MSG")).isEqualTo(100);
        assertThat(subscriber.network.lent()).isZero();
    }

    @Test
    void shouldCountWhatCameAndWent() {
        // given
        Clients clients = clients(2);
        Client here = clients.connect(0, Clients.QUIET + "SUB foo 1\r\n");
        Client there = clients.connect(1, Clients.QUIET + "SUB foo 1\r\n");

        // when
        here.send("PUB foo 3\r\nabc\r\nPUB foo 5\r\nabcde\r\n");
        clients.settle();

        // then
        assertThat(clients.registry.loops().get(0).counters().inMessages()).isEqualTo(2);
        assertThat(clients.registry.loops().get(0).counters().inBytes()).isEqualTo(8);
        assertThat(clients.registry.loops().get(0).counters().outMessages()).isEqualTo(2);
        assertThat(clients.registry.loops().get(1).counters().outMessages()).isEqualTo(2);
        assertThat(clients.registry.loops().get(1).counters().outBytes()).isEqualTo(8);
        assertThat(there.connection.snapshot().outMessages()).isEqualTo(2);
    }

    @Test
    void shouldNotEchoToClientsThatDoNotWantIt() {
        // given
        Clients clients = clients(1);
        Client client =
                clients.connect(0, "CONNECT {\"verbose\":false,\"echo\":false}\r\nSUB foo 1\r\nSUB foo q 2\r\n");
        Client other = clients.connect(0, Clients.QUIET + "SUB foo 7\r\nSUB foo q 8\r\n");

        // when
        client.send("PUB foo 0\r\n\r\n");

        // then
        assertThat(client.received()).isEmpty();
        assertThat(other.received()).isEqualTo("MSG foo 7 0\r\n\r\nMSG foo 8 0\r\n\r\n");
    }

    @Test
    void shouldKeepTheFirstOfTwoSubscriptionsWithOneSid() {
        // given
        Clients clients = clients(1);
        Client client = clients.connect();

        // when
        client.send("SUB foo 1\r\nSUB bar 1\r\nPUB bar 0\r\n\r\nPUB foo 0\r\n\r\n");

        // then
        assertThat(client.received()).isEqualTo("MSG foo 1 0\r\n\r\n");
        assertThat(clients.subscriptions()).isEqualTo(1);
    }

    @ParameterizedTest
    @CsvSource({
        // publisher's loop, messages before UNSUB, max, messages in all of 6
        "0, 0, 1, 1",
        "0, 0, 3, 3",
        "0, 2, 3, 3",
        "0, 2, 2, 2",
        "0, 2, 1, 2",
        "0, 2, 0, 2",
        "0, 0, 100, 6",
        "1, 0, 1, 1",
        "1, 0, 3, 3",
        "1, 2, 3, 3",
        "1, 2, 2, 2",
        "1, 2, 1, 2",
        "1, 0, 100, 6"
    })
    void shouldEndASubscriptionAfterItsLastMessage(int loop, int before, int max, int expected) {
        // given
        Clients clients = clients(2);
        Client subscriber = clients.connect(0, Clients.QUIET + "SUB foo 1\r\n");
        Client publisher = clients.connect(loop, Clients.QUIET);
        publisher.send("PUB foo 0\r\n\r\n".repeat(before));
        String early = subscriber.received();
        subscriber.send("UNSUB 1 " + max + "\r\n");

        // when
        publisher.send("PUB foo 0\r\n\r\n".repeat(6 - before));

        // then
        assertThat(count(early + subscriber.received(), "MSG")).isEqualTo(expected);
        assertThat(clients.subscriptions()).isEqualTo(expected < 6 ? 0 : 1);
    }

    @Test
    void shouldAskAnotherMemberOfAQueueGroupWhenOneHasHadItsShare() {
        // given
        Clients clients = clients(2);
        Client one = clients.connect(0, Clients.QUIET + "SUB foo q 1\r\nUNSUB 1 2\r\n");
        Client two = clients.connect(1, Clients.QUIET + "SUB foo q 2\r\nUNSUB 2 3\r\n");
        Client publisher = clients.connect(0, Clients.QUIET);

        // when
        publisher.send("PUB foo 0\r\n\r\n".repeat(20));

        // then
        assertThat(count(one.received(), "MSG")).isEqualTo(2);
        assertThat(count(two.received(), "MSG")).isEqualTo(3);
        assertThat(clients.subscriptions()).isZero();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1})
    void shouldLeaveOutHeadersForThoseWhoDoNotKnowThem(int subscriberLoop) {
        // given
        Clients clients = clients(2);
        Client subscriber = clients.connect(subscriberLoop, "CONNECT {\"verbose\":false}\r\nSUB foo 1\r\n");
        Client publisher = clients.connect(0, Clients.QUIET);

        // when
        publisher.send("HPUB foo r 12 14\r\nNATS/1.0\r\n\r\nhi\r\n");

        // then
        assertThat(subscriber.received()).isEqualTo("MSG foo 1 r 2\r\nhi\r\n");
    }

    @Test
    void shouldRefuseHeadersWhereTheServerHasNone() {
        // given
        limits.headers = false;
        Clients clients = clients(1);
        Client client = clients.connect();

        // when
        client.send("HPUB foo 12 12\r\nNATS/1.0\r\n\r\n\r\n");

        // then
        assertThat(client.received()).isEmpty();
        assertThat(client.network.end()).isEqualTo(End.WHEN_WRITTEN);
    }

    @Test
    void shouldTellRequestersThatNobodyListens() {
        // given
        Clients clients = clients(1);
        Client client = clients.connect(
                0, "CONNECT {\"verbose\":false,\"headers\":true,\"no_responders\":true}\r\nSUB _INBOX.* 9\r\n");

        // when
        client.send("PUB svc _INBOX.1 2\r\nhi\r\n");

        // then
        assertThat(client.received())
                .isEqualTo("HMSG _INBOX.1 9 35 35\r\nNATS/1.0 503\r\nNats-Subject: svc\r\n\r\n\r\n");
    }

    @Test
    void shouldNotTellRequestersWhoWereHeard() {
        // given
        Clients clients = clients(2);
        clients.connect(1, Clients.QUIET + "SUB svc q 1\r\n");
        Client client = clients.connect(
                0, "CONNECT {\"verbose\":false,\"headers\":true,\"no_responders\":true}\r\nSUB _INBOX.* 9\r\n");

        // when
        client.send("PUB svc _INBOX.1 2\r\nhi\r\n");

        // then
        assertThat(client.received()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1})
    void shouldEndAClientForWhichTooMuchIsWaiting(int subscriberLoop) {
        // given
        limits.maxPending = 300 * 1024;
        Clients clients = clients(2);
        Client slow = clients.connect(subscriberLoop, Clients.QUIET + "SUB foo 1\r\n");
        Client good = clients.connect(subscriberLoop, Clients.QUIET + "SUB foo 1\r\n");
        Client publisher = clients.connect(0, Clients.QUIET);
        slow.network.block();

        // when
        for (int i = 0; i < 400; i++) {
            publisher.send(KILOBYTE);
            clients.settle();
        }

        // then
        assertThat(slow.network.end()).isEqualTo(End.NOW);
        assertThat(slow.network.lent()).isZero();
        assertThat(clients.registry.closed())
                .extracting(ConnectionSnapshot::reason)
                .containsExactly(CloseReason.SLOW_CONSUMER_PENDING_BYTES);
        assertThat(clients.registry.loops().get(subscriberLoop).counters().slowConsumers())
                .isEqualTo(1);
        assertThat(count(good.received(), "MSG")).isEqualTo(400);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1})
    void shouldBoundWhatOneReadStagesForASlowClient(int subscriberLoop) {
        // given
        limits.maxPending = 256 * 1024;
        Clients clients = clients(2);
        Client slow = clients.connect(subscriberLoop, Clients.QUIET + "SUB foo 1\r\n");
        for (int i = 2; i <= 200; i++) {
            slow.send("SUB foo " + i + "\r\n");
        }
        Client publisher = clients.connect(0, Clients.QUIET);
        slow.network.block();

        // when
        publisher.send(KILOBYTE.repeat(60));
        clients.settle();

        // then
        assertThat(slow.network.mostHeld()).isLessThan(limits.maxPending + 4 * StagingArea.FULL_BYTES);
        assertThat(slow.network.end()).isEqualTo(End.NOW);
        assertThat(slow.network.lent()).isZero();
    }

    @Test
    void shouldEndAClientThatTakesNothingForTooLong() {
        // given
        limits.pingInterval = Duration.ofHours(1);
        Clients clients = clients(1);
        Client slow = clients.connect(0, Clients.QUIET + "SUB foo 1\r\n");
        Client publisher = clients.connect();
        clients.advance(Duration.ofSeconds(3));
        slow.send("PONG\r\n");
        slow.network.block();
        publisher.send(KILOBYTE);

        // when
        clients.advance(Duration.ofSeconds(12));

        // then
        assertThat(slow.network.end()).isEqualTo(End.NOW);
        assertThat(clients.registry.closed())
                .extracting(ConnectionSnapshot::reason)
                .containsExactly(CloseReason.SLOW_CONSUMER_WRITE_DEADLINE);
    }

    @Test
    void shouldLetAClientBeSlowAsLongAsItTakesSomething() {
        // given
        limits.pingInterval = Duration.ofHours(1);
        Clients clients = clients(1);
        Client slow = clients.connect(0, Clients.QUIET + "SUB foo 1\r\n");
        Client publisher = clients.connect();
        slow.network.block();
        publisher.send(KILOBYTE.repeat(50));

        // when
        for (int i = 0; i < 10; i++) {
            clients.advance(Duration.ofSeconds(5));
            slow.network.take(1000);
        }

        // then
        assertThat(slow.network.end()).isNull();
    }

    @Test
    void shouldGoOnWhenASlowClientHasCaughtUp() {
        // given
        Clients clients = clients(1);
        Client slow = clients.connect(0, Clients.QUIET + "SUB foo 1\r\n");
        Client publisher = clients.connect();
        slow.network.block();
        publisher.send(KILOBYTE.repeat(10));
        clients.settle();
        publisher.send("PUB foo 4\r\nlast\r\n");
        String before = slow.received();

        // when
        boolean wanted = slow.network.unblock();
        slow.connection.onDrained();

        // then
        assertThat(wanted).isTrue();
        assertThat(count(before, "MSG")).isEqualTo(10);
        assertThat(slow.received()).isEqualTo("MSG foo 1 4\r\nlast\r\n");
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1})
    void shouldMakePublishersWaitAShortWhileForAClientThatFallsBehind(int subscriberLoop) {
        // given
        limits.maxPending = 100 * 1024;
        Clients clients = clients(2);
        Client slow = clients.connect(subscriberLoop, Clients.QUIET + "SUB foo 1\r\n");
        Client publisher = clients.connect(0, Clients.QUIET);
        slow.network.block();
        publisher.send(KILOBYTE.repeat(80));
        clients.settle();

        // when
        publisher.send(KILOBYTE);

        // then
        clients.settle();
        assertThat(publisher.network.isPaused()).isTrue();
        clients.advance(Duration.ofMillis(10));
        assertThat(publisher.network.isPaused()).isFalse();
        assertThat(publisher.connection.snapshot().stalls()).isEqualTo(1);
        assertThat(slow.network.end()).isNull();
    }

    @Test
    void shouldRatherLeaveOutMessagesWherePublishersMustNotWait() {
        // given
        limits.maxPending = 100 * 1024;
        limits.stalls = false;
        Clients clients = clients(1);
        Client slow = clients.connect(0, Clients.QUIET + "SUB foo 1\r\n");
        Client publisher = clients.connect();
        slow.network.block();
        for (int i = 0; i < 90; i++) {
            publisher.send(KILOBYTE);
            clients.settle();
        }

        // when
        for (int i = 0; i < 1000; i++) {
            publisher.send(KILOBYTE);
            clients.settle();
        }

        // then
        assertThat(publisher.network.isPaused()).isFalse();
        assertThat(slow.network.end()).isNull();
    }

    @Test
    void shouldDropWhatIsUnderwayToAClientThatHasGone() {
        // given
        Clients clients = clients(2);
        Client subscriber = clients.connect(1, Clients.QUIET + "SUB foo 1\r\n");
        Client publisher = clients.connect(0, Clients.QUIET);
        publisher.send(KILOBYTE.repeat(200));
        subscriber.connection.onDisconnected(CloseReason.CLIENT_CLOSED);

        // when
        clients.settle();

        // then
        assertThat(subscriber.network.lent()).isZero();
        assertThat(clients.subscriptions()).isZero();
    }

    @Test
    void shouldShareOutAQueueGroupEvenly() {
        // given
        Clients clients = clients(2);
        List<Client> members = new ArrayList<>(IntStream.range(0, 4)
                .mapToObj(i -> clients.connect(i % 2, Clients.QUIET + "SUB foo q 1\r\n"))
                .toList());
        Client publisher = clients.connect();

        // when
        publisher.send("PUB foo 0\r\n\r\n".repeat(4000));

        // then
        List<Integer> shares =
                members.stream().map(m -> count(m.received(), "MSG")).toList();
        assertThat(shares).allMatch(share -> share > 800 && share < 1200);
        assertThat(shares.stream().mapToInt(Integer::intValue).sum()).isEqualTo(4000);
    }
}
