package io.quoll.connection;

import static org.assertj.core.api.Assertions.assertThat;

import io.quoll.account.Account;
import io.quoll.account.Authenticator;
import io.quoll.account.Credentials;
import io.quoll.account.Login;
import io.quoll.account.PasswordAuthenticator;
import io.quoll.account.User;
import io.quoll.connection.Clients.Client;
import io.quoll.testkit.CapturingByteSink.End;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A client's life: handshake, judging, pings, limits and its end. */
class ClientConnectionTest {

    private final Limits limits = new Limits();

    private static Clients withPassword(Limits limits) {
        return new Clients(
                limits,
                1,
                account -> new PasswordAuthenticator(
                        Map.of("ann", new Login("pw", new User("ann", account))), null, true));
    }

    private static CloseReason reasonOfTheLast(Clients clients) {
        CloseReason reason = clients.registry
                .closed()
                .get(clients.registry.closed().size() - 1)
                .reason();
        assertThat(reason).isNotNull();
        return reason == null ? CloseReason.CLIENT_CLOSED : reason;
    }

    @Test
    void shouldGreetWithInfo() {
        // given
        Clients clients = new Clients(limits);

        // when
        Client client = clients.accept(0);

        // then
        assertThat(client.received())
                .startsWith("INFO {")
                .contains("\"client_id\":1")
                .endsWith("}\r\n");
    }

    @Test
    void shouldAcknowledgeUntilToldNotTo() {
        // given
        Clients clients = new Clients(limits);
        Client client = clients.accept(0);
        client.received();

        // when
        client.send("SUB foo 1\r\nCONNECT {\"verbose\":false}\r\nSUB bar 2\r\nPING\r\n");

        // then
        assertThat(client.received()).isEqualTo("+OK\r\nPONG\r\n");
    }

    @Test
    void shouldAcknowledgeAllButPings() {
        // given
        Clients clients = new Clients(limits);
        Client client = clients.connect(0, "CONNECT {\"verbose\":true,\"pedantic\":false}\r\n");

        // when
        client.send("SUB foo 1\r\nPUB bar 0\r\n\r\nUNSUB 1\r\nUNSUB 1\r\nPING\r\n");

        // then
        assertThat(client.received()).isEqualTo("+OK\r\n+OK\r\n+OK\r\n+OK\r\nPONG\r\n");
    }

    @Test
    void shouldTellPedanticClientsOfWildcardsAndPublishAllTheSame() {
        // given
        Clients clients = new Clients(limits);
        Client client = clients.connect(0, "CONNECT {\"verbose\":false,\"pedantic\":true}\r\n");
        client.send("SUB > 1\r\n");

        // when
        client.send("PUB foo.* 0\r\n\r\n");

        // then
        assertThat(client.received()).isEqualTo("-ERR 'Invalid Publish Subject'\r\nMSG foo.* 1 0\r\n\r\n");
    }

    @Test
    void shouldSendASecondInfoBehindTheFirstPongOnly() {
        // given
        Clients clients = new Clients(limits);
        Client client = clients.connect(0, "CONNECT {\"verbose\":false,\"protocol\":1}\r\n");

        // when
        client.send("PING\r\nPING\r\n");

        // then
        assertThat(client.received())
                .matches("PONG\r\nINFO \\{.*\"connect_info\":true,\"remote_account\":\"\\$G\".*}\r\nPONG\r\n");
    }

    @Test
    void shouldSendNoSecondInfoToOldClients() {
        // given
        Clients clients = new Clients(limits);
        Client client = clients.connect(0, "CONNECT {\"verbose\":false,\"protocol\":0}\r\n");

        // when
        client.send("PING\r\n");

        // then
        assertThat(client.received()).isEqualTo("PONG\r\n");
    }

    @Test
    void shouldLetInWhoKnowsThePassword() {
        // given
        Clients clients = withPassword(limits);

        // when
        Client client = clients.connect(0, "CONNECT {\"verbose\":false,\"user\":\"ann\",\"pass\":\"pw\"}\r\nPING\r\n");

        // then
        assertThat(client.network.end()).isNull();
        assertThat(client.connection.snapshot().user()).isEqualTo("ann");
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '`',
            delimiter = '|',
            value = {
                "CONNECT {}",
                "CONNECT {\"user\":\"ann\",\"pass\":\"x\"}",
                "CONNECT {\"user\":\"bob\",\"pass\":\"pw\"}",
                "CONNECT {\"user\":\"ann\",\"pass\":\"pw\",\"account\":\"A\"}",
                "PING",
                "SUB foo 1"
            })
    void shouldRefuseWhoDoesNot(String line) {
        // given
        Clients clients = withPassword(limits);
        Client client = clients.connect(0, "");

        // when
        client.send(line + "\r\nPING\r\n");

        // then
        assertThat(client.received()).isEqualTo("-ERR 'Authorization Violation'\r\n");
        assertThat(client.network.end()).isEqualTo(End.WHEN_WRITTEN);
        assertThat(reasonOfTheLast(clients)).isEqualTo(CloseReason.AUTHENTICATION_FAILURE);
        assertThat(clients.registry.openCount()).isZero();
    }

    @Test
    void shouldEndClientsThatDoNotSayWhoTheyAreInTime() {
        // given
        Clients clients = withPassword(limits);
        Client client = clients.connect(0, "");

        // when
        clients.advance(Duration.ofMillis(2_600));

        // then
        assertThat(client.received()).isEqualTo("-ERR 'Authentication Timeout'\r\n");
        assertThat(reasonOfTheLast(clients)).isEqualTo(CloseReason.AUTHENTICATION_TIMEOUT);
    }

    @Test
    void shouldGiveClientsTheTimeToSayWhoTheyAre() {
        // given
        Clients clients = withPassword(limits);
        Client client = clients.connect(0, "");

        // when
        clients.advance(Duration.ofMillis(1_900));

        // then
        assertThat(client.received()).isEmpty();
    }

    @Test
    void shouldNotWaitForConnectWhereNobodyMustProveAnything() {
        // given
        Clients clients = new Clients(limits);
        Client client = clients.connect(0, "");

        // when
        clients.advance(Duration.ofMinutes(1));

        // then
        assertThat(client.network.end()).isNull();
    }

    @Test
    void shouldHoldBackWhatComesWhileJudgingTakesLong() {
        // given
        Clients clients = new Clients(limits, 1, SlowAuthenticator::new);
        Client client = clients.connect(0, "");
        client.send("CONNECT {\"verbose\":false,\"user\":\"ann\"}\r\nPING\r\n");
        String before = client.received();
        boolean pausedBefore = client.network.isPaused();

        // when
        clients.work.remove().run();
        clients.settle();
        client.sendRest();

        // then
        assertThat(before).isEmpty();
        assertThat(pausedBefore).isTrue();
        assertThat(client.network.isPaused()).isFalse();
        assertThat(client.received()).isEqualTo("PONG\r\n");
    }

    @Test
    void shouldForgetAClientThatGoesWhileItIsJudged() {
        // given
        Clients clients = new Clients(limits, 1, SlowAuthenticator::new);
        Client client = clients.connect(0, "");
        client.send("CONNECT {\"user\":\"ann\"}\r\n");
        client.connection.onDisconnected(CloseReason.CLIENT_CLOSED);

        // when
        clients.work.remove().run();
        clients.settle();

        // then
        assertThat(client.received()).isEmpty();
        assertThat(clients.registry.openCount()).isZero();
    }

    private record SlowAuthenticator(Account account) implements Authenticator {

        @Override
        public boolean isRequired() {
            return true;
        }

        @Override
        public boolean isSlow(Credentials credentials) {
            return true;
        }

        @Override
        public @Nullable User authenticate(Credentials credentials) {
            return new User(credentials.user(), account);
        }
    }

    @Test
    void shouldLearnTheRoundTripSoonAndThenPingSilentClients() {
        // given
        Clients clients = new Clients(limits);
        Client client = clients.connect();

        // when
        clients.advance(Duration.ofSeconds(3));

        // then
        assertThat(client.received()).isEqualTo("PING\r\n");
    }

    @Test
    void shouldMeasureTheRoundTrip() {
        // given
        Clients clients = new Clients(limits);
        Client client = clients.connect();
        clients.advance(Duration.ofSeconds(3));

        // when
        client.send("PONG\r\n");

        // then
        assertThat(client.connection.snapshot().rttNanos()).isPositive().isLessThan(1_000_000_000L);
    }

    @Test
    void shouldEndClientsThatOweTooManyPongs() {
        // given
        Clients clients = new Clients(limits);
        Client client = clients.connect();

        // when
        clients.advance(Duration.ofMinutes(7));

        // then
        assertThat(client.received()).isEqualTo("PING\r\nPING\r\n-ERR 'Stale Connection'\r\n");
        assertThat(reasonOfTheLast(clients)).isEqualTo(CloseReason.STALE_CONNECTION);
        assertThat(clients.registry.loops().get(0).counters().staleConnections())
                .isEqualTo(1);
    }

    @Test
    void shouldLeaveAloneClientsThatSendSomething() {
        // given
        Clients clients = new Clients(limits);
        Client client = clients.connect();
        clients.advance(Duration.ofSeconds(3));
        client.send("PONG\r\n").received();

        // when
        for (int i = 0; i < 20; i++) {
            clients.advance(Duration.ofMinutes(1));
            client.send("PUB foo 0\r\n\r\n");
        }

        // then
        assertThat(client.received()).isEmpty();
    }

    @Test
    void shouldRefuseOneSubscriptionTooMany() {
        // given
        limits.maxSubscriptions = 2;
        Clients clients = new Clients(limits);
        Client client = clients.connect();

        // when
        client.send("SUB a 1\r\nSUB b 2\r\nSUB c 3\r\nUNSUB 1\r\nSUB c 3\r\nPUB c 0\r\n\r\n");

        // then
        assertThat(client.received()).isEqualTo("-ERR 'maximum subscriptions exceeded'\r\nMSG c 3 0\r\n\r\n");
    }

    @Test
    void shouldRefuseOneConnectionTooMany() {
        // given
        limits.maxConnections = 1;
        Clients clients = new Clients(limits);
        clients.connect();

        // when
        Client second = clients.accept(0);

        // then
        assertThat(second.received()).endsWith("-ERR 'maximum connections exceeded'\r\n");
        assertThat(second.network.end()).isEqualTo(End.WHEN_WRITTEN);
        assertThat(clients.registry.openCount()).isEqualTo(1);
        assertThat(reasonOfTheLast(clients)).isEqualTo(CloseReason.MAXIMUM_CONNECTIONS_EXCEEDED);
    }

    @Test
    void shouldLetInTheNextWhenOneHasGone() {
        // given
        limits.maxConnections = 1;
        Clients clients = new Clients(limits);
        clients.connect().connection.onDisconnected(CloseReason.CLIENT_CLOSED);

        // when
        Client second = clients.connect();

        // then
        assertThat(second.network.end()).isNull();
    }

    @Test
    void shouldLetGoOfWhoWasAcceptedInTheLastMoment() {
        // given
        Clients clients = new Clients(limits);
        clients.registry.admitNobody();

        // when
        Client late = clients.accept(0);

        // then
        assertThat(late.received()).startsWith("INFO {").doesNotContain("-ERR");
        assertThat(late.network.end()).isEqualTo(End.WHEN_WRITTEN);
        assertThat(clients.registry.openCount()).isZero();
        assertThat(reasonOfTheLast(clients)).isEqualTo(CloseReason.SERVER_SHUTDOWN);
    }

    @Test
    void shouldTellClientsThatTheServerLeaves() {
        // given
        Clients clients = new Clients(limits);
        Client client = clients.connect(0, "CONNECT {\"verbose\":false,\"protocol\":1}\r\n");
        Client old = clients.connect(0, "CONNECT {\"verbose\":false,\"protocol\":0}\r\n");

        // when
        clients.registry.enterLameDuckMode();

        // then
        assertThat(client.received()).startsWith("INFO {").contains("\"ldm\":true");
        assertThat(old.received()).isEmpty();
    }

    @Test
    void shouldDropSubscriptionsWhenConnectComesAgain() {
        // given
        Clients clients = new Clients(limits);
        Client client = clients.connect();
        client.send("SUB foo 1\r\nSUB > q 2\r\n");

        // when
        client.send("CONNECT {}\r\nPUB foo 0\r\n\r\nPING\r\n");

        // then
        assertThat(client.received()).isEqualTo("PONG\r\n");
        assertThat(clients.subscriptions()).isZero();
    }

    @Test
    void shouldDropVeryManySubscriptionsBeforeTheNextMessage() {
        // given
        Clients clients = new Clients(limits);
        Client client = clients.connect();
        for (int i = 0; i < 10_000; i++) {
            client.send("SUB foo " + i + "\r\n");
        }

        // when
        client.send("CONNECT {}\r\nPUB foo 0\r\n\r\nPING\r\n");

        // then
        assertThat(client.received()).isEqualTo("PONG\r\n");
        assertThat(clients.subscriptions()).isZero();
    }

    @Test
    void shouldRemoveManySubscriptionsOfAnEndedClientBitByBit() {
        // given
        Clients clients = new Clients(limits);
        Client client = clients.connect();
        for (int i = 0; i < 10_000; i++) {
            client.send("SUB foo." + i + " " + i + "\r\n");
        }

        // when
        client.connection.onDisconnected(CloseReason.CLIENT_CLOSED);

        // then
        assertThat(clients.subscriptions()).isGreaterThan(5_000);
        clients.settle();
        assertThat(clients.subscriptions()).isZero();
    }

    @Test
    void shouldLeaveNothingBehind() {
        // given
        Clients clients = new Clients(limits);
        Client client = clients.connect();
        client.send("SUB foo 1\r\nPUB foo 3\r\nabc\r\nSUB bar q 2\r\nUNSUB 2 5\r\nPUB b");

        // when
        client.connection.onDisconnected(CloseReason.CLIENT_CLOSED);

        // then
        clients.settle();
        assertThat(clients.subscriptions()).isZero();
        assertThat(clients.registry.connections()).isEmpty();
        assertThat(client.network.lent()).isZero();
        assertThat(clients.registry.closed()).hasSize(1);
        assertThat(clients.registry.closed().get(0).inMessages()).isEqualTo(1);
        assertThat(clients.registry.closed().get(0).subscriptions()).isEqualTo(2);
    }

    @Test
    void shouldDoNothingMoreOnceEnded() {
        // given
        Clients clients = new Clients(limits);
        Client client = clients.connect();
        client.send("SUB foo 1\r\nFOO\r\n").received();

        // when
        client.send("PING\r\nSUB bar 2\r\n");

        // then
        assertThat(client.received()).isEmpty();
        assertThat(clients.subscriptions()).isZero();
    }

    @Test
    void shouldRememberOnlyTheLastEndedClients() {
        // given
        limits.maxClosedClients = 3;
        Clients clients = new Clients(limits);

        // when
        for (int i = 0; i < 10; i++) {
            clients.connect().connection.onDisconnected(CloseReason.CLIENT_CLOSED);
        }

        // then
        assertThat(clients.registry.closed())
                .extracting(ConnectionSnapshot::clientId)
                .containsExactly(8L, 9L, 10L);
    }
}
