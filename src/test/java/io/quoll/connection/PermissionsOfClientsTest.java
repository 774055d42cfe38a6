package io.quoll.connection;

import static org.assertj.core.api.Assertions.assertThat;

import io.quoll.account.ClientLimits;
import io.quoll.account.Permissions;
import io.quoll.account.ResponseRules;
import io.quoll.account.User;
import io.quoll.connection.Clients.Client;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What restricted clients are told, and what reaches them. */
class PermissionsOfClientsTest {

    private static final int LOOPS = 2;

    private final KnownUsers users = new KnownUsers();
    private final Clients clients = new Clients(new Limits(), LOOPS, account -> users);

    PermissionsOfClientsTest() {
        users.add("free", clients.accounts.global(), null);
    }

    private Client restricted(Permissions permissions) {
        users.add("ann", clients.accounts.global(), permissions);
        return connect("ann", 0);
    }

    private Client connect(String name, int loop) {
        return clients.connect(
                loop,
                "CONNECT {\"user\":\"" + name
                        + "\",\"verbose\":false,\"pedantic\":false,\"headers\":true,\"no_responders\":true}\r\n");
    }

    private static Permissions publishing(@Nullable String allow, @Nullable String deny) {
        return KnownUsers.permissions(allow, deny, null, null, null);
    }

    @Test
    void shouldRefuseAPublicationAndStay() {
        // given
        Client ann = restricted(publishing("foo", ""));

        // when
        ann.send("PUB bar 1\r\na\r\nPUB foo 1\r\nb\r\nPING\r\n");

        // then
        assertThat(ann.received()).isEqualTo("-ERR 'Permissions Violation for Publish to \"bar\"'\r\nPONG\r\n");
        assertThat(ann.network.end()).isNull();
    }

    @Test
    void shouldNotLetRepetitionSlipThrough() {
        // given
        Client ann = restricted(publishing("foo.*", "foo.bar"));
        Client free = connect("free", 1);
        free.send("SUB > 1\r\n");
        String allowed = "PUB foo.baz 1\r\na\r\n";
        String denied = "PUB foo.bar 1\r\nb\r\n";

        // when
        ann.send(allowed + allowed + denied + denied + denied + allowed + denied);

        // then
        String error = "-ERR 'Permissions Violation for Publish to \"foo.bar\"'\r\n";
        assertThat(ann.received()).isEqualTo(error.repeat(4));
        assertThat(free.received()).isEqualTo("MSG foo.baz 1 1\r\na\r\n".repeat(3));
    }

    @Test
    void shouldJudgeManySubjectsAlikeWhateverIsRemembered() {
        // given
        Client ann = restricted(publishing(null, "deny.>"));
        Client free = connect("free", 0);
        free.send("SUB > 1\r\n");
        StringBuilder sent = new StringBuilder();
        for (int i = 0; i < 2_000; i++) {
            sent.append(i % 2 == 0 ? "PUB a." : "PUB deny.").append(i % 500).append(" 0\r\n\r\n");
        }

        // when
        ann.send(sent.toString());

        // then
        assertThat(ann.received().split("\r\n")).hasSize(1_000);
        assertThat(free.received()).doesNotContain("deny").contains("MSG a.498 1 0\r\n");
    }

    @Test
    void shouldSayOkOnlyToWhatIsAllowed() {
        // given
        users.add("ann", clients.accounts.global(), publishing("foo", ""));
        Client ann = clients.connect(0, "CONNECT {\"user\":\"ann\",\"verbose\":true,\"pedantic\":false}\r\n");

        // when
        ann.send("PUB bar 0\r\n\r\nPUB foo 0\r\n\r\nPUB foo 0\r\n\r\n");

        // then
        assertThat(ann.received()).isEqualTo("-ERR 'Permissions Violation for Publish to \"bar\"'\r\n+OK\r\n+OK\r\n");
    }

    @Test
    void shouldRefuseSubscriptionsAndStay() {
        // given
        Client ann = restricted(KnownUsers.permissions(null, null, "foo,bar q", null, null));

        // when
        ann.send("SUB baz 1\r\nSUB foo 2\r\nSUB bar 3\r\nSUB bar r 4\r\nSUB bar q 5\r\nPING\r\n");

        // then
        assertThat(ann.received()).isEqualTo("""
                -ERR 'Permissions Violation for Subscription to "baz"'\r
                -ERR 'Permissions Violation for Subscription to "bar"'\r
                -ERR 'Permissions Violation for Subscription to "bar" using queue "r"'\r
                PONG\r
                """);
        assertThat(ann.connection.subscriptions()).hasSize(2);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1})
    void shouldKeepDeniedSubjectsOutOfWiderSubscriptions(int publisherLoop) {
        // given
        Client ann = restricted(KnownUsers.permissions(null, null, null, "secret.>,open q", null));
        ann.send("SUB > 1\r\nSUB * q 2\r\nSUB secret.a 3\r\n");
        assertThat(ann.received()).isEqualTo("-ERR 'Permissions Violation for Subscription to \"secret.a\"'\r\n");
        Client free = connect("free", publisherLoop);

        // when
        String sent = "PUB secret.a 1\r\nx\r\nPUB open 1\r\ny\r\nPUB other 1\r\nz\r\n";
        free.send(sent + sent);

        // then
        assertThat(ann.received())
                .isEqualTo("MSG open 1 1\r\ny\r\nMSG other 1 1\r\nz\r\nMSG other 2 1\r\nz\r\n".repeat(2));
    }

    @Test
    void shouldHearOfMissingRespondersWhereTheOnlyOneMayNotReceive() {
        // given
        Client ann = restricted(KnownUsers.permissions(null, null, null, "secret", null));
        ann.send("SUB > 1\r\n");
        Client free = connect("free", 0);
        free.send("SUB inbox 7\r\n");

        // when
        free.send("PUB secret inbox 0\r\n\r\n");

        // then
        assertThat(free.received()).isEqualTo("HMSG inbox 7 38 38\r\nNATS/1.0 503\r\nNats-Subject: secret\r\n\r\n\r\n");
        assertThat(ann.received()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1})
    void shouldLetAnswerOnceWhatWasReceived(int requesterLoop) {
        // given
        Client ann = restricted(KnownUsers.permissions(null, null, "svc", null, ResponseRules.DEFAULT));
        ann.send("SUB svc 1\r\n");
        Client free = connect("free", requesterLoop);
        free.send("SUB inbox.> 7\r\n");
        ann.send("PUB inbox.1 1\r\na\r\n");
        assertThat(ann.received()).isEqualTo("-ERR 'Permissions Violation for Publish to \"inbox.1\"'\r\n");

        // when
        free.send("PUB svc inbox.1 1\r\nq\r\n");
        assertThat(ann.received()).isEqualTo("MSG svc 1 inbox.1 1\r\nq\r\n");
        ann.send("PUB inbox.1 1\r\nb\r\nPUB inbox.1 1\r\nc\r\n");

        // then
        assertThat(free.received()).isEqualTo("MSG inbox.1 7 1\r\nb\r\n");
        assertThat(ann.received()).isEqualTo("-ERR 'Permissions Violation for Publish to \"inbox.1\"'\r\n");
    }

    @Test
    void shouldLetAnswerAsOftenAndAsLongAsTheRulesSay() {
        // given
        ResponseRules rules = new ResponseRules(3, Duration.ofSeconds(5));
        Client ann = restricted(KnownUsers.permissions(null, null, "svc", null, rules));
        ann.send("SUB svc 1\r\n");
        Client free = connect("free", 0);
        free.send("SUB inbox.> 7\r\nPUB svc inbox.1 0\r\n\r\n");
        clients.settle();

        // when
        ann.send("PUB inbox.1 1\r\na\r\nPUB inbox.1 1\r\nb\r\n");
        clients.advance(Duration.ofSeconds(6));
        ann.send("PUB inbox.1 1\r\nc\r\n");

        // then
        assertThat(free.received())
                .startsWith("MSG inbox.1 7 1\r\na\r\nMSG inbox.1 7 1\r\nb\r\n")
                .doesNotContain("c\r");
        assertThat(ann.received()).contains("-ERR 'Permissions Violation for Publish to \"inbox.1\"'\r\n");
    }

    @Test
    void shouldNotTakeAReplySubjectForPermissionToPublishThere() {
        // given
        Client ann = restricted(publishing("foo", ""));
        Client free = connect("free", 0);
        free.send("SUB foo 1\r\nSUB bar 2\r\n");

        // when
        ann.send("PUB foo bar 1\r\na\r\nPUB bar 1\r\nb\r\n");

        // then
        assertThat(free.received()).isEqualTo("MSG foo 1 bar 1\r\na\r\n");
        assertThat(ann.received()).isEqualTo("-ERR 'Permissions Violation for Publish to \"bar\"'\r\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"_R_.x.y", "$JS.ACK.a.b.c", "_GR_.x"})
    void shouldRefuseReplySubjectsThatOnlyTheServerGives(String reply) {
        // given
        Client ann = restricted(publishing("foo", ""));

        // when
        ann.send("PUB foo " + reply + " 0\r\n\r\nPUB bar " + reply + " 0\r\n\r\n");

        // then
        assertThat(ann.received())
                .isEqualTo("-ERR 'Permissions Violation for Publish with Reply of \"" + reply
                        + "\"'\r\n-ERR 'Permissions Violation for Publish to \"bar\"'\r\n");
    }

    @Test
    void shouldForgetTheRightsOfTheUserBefore() {
        // given
        Client client = restricted(publishing("foo", ""));
        client.send("PUB foo 0\r\n\r\nPUB foo 0\r\n\r\n");
        users.add("bob", clients.accounts.global(), publishing("bar", ""));

        // when
        client.send("CONNECT {\"user\":\"bob\",\"verbose\":false,\"pedantic\":false}\r\nPUB foo 0\r\n\r\n");

        // then
        assertThat(client.received()).isEqualTo("-ERR 'Permissions Violation for Publish to \"foo\"'\r\n");
    }

    @Test
    void shouldKeepTheLimitsOfTheUser() {
        // given
        users.add(new User("ann", clients.accounts.global(), null, new ClientLimits(1, 10)));
        Client ann = connect("ann", 0);

        // when
        ann.send("SUB a 1\r\nSUB b 2\r\nPUB a 11\r\n12345678901\r\n");

        // then
        assertThat(ann.received())
                .isEqualTo("-ERR 'maximum subscriptions exceeded'\r\n-ERR 'Maximum Payload Violation'\r\n");
    }
}
