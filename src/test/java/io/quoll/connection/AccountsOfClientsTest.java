package io.quoll.connection;

import static org.assertj.core.api.Assertions.assertThat;

import io.quoll.account.Account;
import io.quoll.account.AccountDefinition;
import io.quoll.account.AccountLimits;
import io.quoll.account.ClientLimits;
import io.quoll.account.Export;
import io.quoll.account.Import;
import io.quoll.account.SubjectMapping;
import io.quoll.connection.Clients.Client;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Clients of different accounts: what one hears of another, which is nothing but what is exported and imported. */
class AccountsOfClientsTest {

    private static final int LOOPS = 2;

    private final KnownUsers users = new KnownUsers();
    private final Clients clients = new Clients(new Limits(), LOOPS, account -> users);

    /** Each account has a user of the same name. */
    private void define(AccountDefinition... definitions) {
        clients.accounts.define(Arrays.asList(definitions), Account.SYSTEM);
        clients.accounts.all().forEach(account -> users.add(account.name(), account, null));
    }

    private static AccountDefinition exporting(String name, Export... exports) {
        return new AccountDefinition(name, AccountLimits.NONE, List.of(exports), List.of(), List.of(), null);
    }

    private static AccountDefinition importing(String name, Import... imports) {
        return new AccountDefinition(name, AccountLimits.NONE, List.of(), List.of(imports), List.of(), null);
    }

    private Client connect(String user, int loop) {
        return clients.connect(
                loop,
                "CONNECT {\"user\":\"" + user
                        + "\",\"verbose\":false,\"pedantic\":false,\"headers\":true,\"no_responders\":true}\r\n");
    }

    private Client connect(String user) {
        return connect(user, 0);
    }

    private Account account(String name) {
        return Objects.requireNonNull(clients.accounts.find(name));
    }

    @Test
    void shouldHearNothingOfOtherAccounts() {
        // given
        define(AccountDefinition.of("A"), AccountDefinition.of("B"));
        Client a = connect("A");
        Client b = connect("B");
        Client global = connect("$G");
        b.send("SUB > 1\r\nSUB foo q 2\r\n");
        global.send("SUB > 1\r\n");

        // when
        a.send("SUB inbox 9\r\nPUB foo inbox 1\r\nx\r\n");

        // then
        assertThat(a.received()).startsWith("HMSG inbox 9").contains("503");
        assertThat(b.received()).isEmpty();
        assertThat(global.received()).isEmpty();
    }

    @Test
    void shouldHearNothingOfTheSystemsAccount() {
        // given
        define(AccountDefinition.of("A"));
        Client a = connect("A");
        Client system = connect("$SYS");
        a.send("SUB $SYS.> 1\r\n");
        system.send("SUB $SYS.> 1\r\n");

        // when
        system.send("PUB $SYS.SERVER.x 1\r\ns\r\n");
        a.send("PUB $SYS.REQ.SERVER.PING 1\r\na\r\n");

        // then
        assertThat(a.received()).isEqualTo("MSG $SYS.REQ.SERVER.PING 1 1\r\na\r\n");
        assertThat(system.received()).isEqualTo("MSG $SYS.SERVER.x 1 1\r\ns\r\n");
    }

    @ParameterizedTest
    @CsvSource({
        "foo.>,      foo.>,       foo.a.b, foo.a.b",
        "foo.*.>,    in.foo.*.>,  foo.a.b, in.foo.a.b",
        "foo,        bar.baz,     foo,     bar.baz",
        "foo.*.*,    x.$2.$1,     foo.a.b, x.b.a",
        "foo.*,      foo.*,       foo.a,   foo.a"
    })
    void shouldBringImportedStreams(String subject, String local, String published, String received) {
        // given
        define(
                exporting("B", Export.ofStream("foo.>"), Export.ofStream("foo")),
                importing("A", Import.ofStream("B", subject, local)));
        for (int loop = 0; loop < LOOPS; loop++) {
            Client a = connect("A", loop);
            Client b = connect("B");
            a.send("SUB > 1\r\nSUB " + received + " q 2\r\n");
            clients.settle();

            // when
            b.send("PUB " + published + " reply 5\r\nhello\r\nHPUB " + published + " 12 14\r\nNATS/1.0\r\n\r\nhi\r\n");

            // then
            assertThat(a.received())
                    .isEqualTo("MSG " + received + " 1 reply 5\r\nhello\r\nMSG " + received
                            + " 2 reply 5\r\nhello\r\nHMSG " + received + " 1 12 14\r\nNATS/1.0\r\n\r\nhi\r\nHMSG "
                            + received
                            + " 2 12 14\r\nNATS/1.0\r\n\r\nhi\r\n");
            a.connection.close(CloseReason.CLIENT_CLOSED);
            clients.settle();
        }
    }

    @Test
    void shouldTellAPublisherWhetherAnImporterTookTheMessage() {
        // given
        define(exporting("B", Export.ofStream("foo")), importing("A", Import.ofStream("B", "foo", "foo")));
        Client a = connect("A");
        Client b = connect("B");
        b.send("SUB inbox 9\r\nPUB foo inbox 0\r\n\r\n");
        assertThat(b.received()).contains("503");

        // when
        a.send("SUB foo 1\r\n");
        b.send("PUB foo inbox 0\r\n\r\n");

        // then
        assertThat(b.received()).isEmpty();
        assertThat(a.received()).isEqualTo("MSG foo 1 inbox 0\r\n\r\n");
    }

    @Test
    void shouldNotHandImportedStreamsOn() {
        // given
        define(
                exporting("C", Export.ofStream("foo")),
                new AccountDefinition(
                        "B",
                        AccountLimits.NONE,
                        List.of(Export.ofStream("foo")),
                        List.of(Import.ofStream("C", "foo", "foo")),
                        List.of(),
                        null),
                importing("A", Import.ofStream("B", "foo", "foo")));
        Client a = connect("A");
        Client b = connect("B");
        a.send("SUB foo 1\r\n");
        b.send("SUB foo 1\r\n");

        // when
        connect("C").send("PUB foo 0\r\n\r\n");

        // then
        assertThat(b.received()).isEqualTo("MSG foo 1 0\r\n\r\n");
        assertThat(a.received()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1})
    void shouldCarryRequestsThereAndAnswersBack(int serviceLoop) {
        // given
        define(exporting("B", Export.ofService("svc.*")), importing("A", Import.ofService("B", "svc.one", "ask")));
        Client service = connect("B", serviceLoop);
        Client requester = connect("A");
        service.send("SUB svc.> q 1\r\n");
        requester.send("SUB inbox 2\r\nPUB ask inbox 2\r\nhi\r\n");
        String request = service.received();
        assertThat(request).matches("(?s)HMSG svc\\.one 1 _R_\\.\\w+\\.\\w+ \\d+ \\d+\r\n.*\r\n\r\nhi\r\n");
        assertThat(request).contains("Nats-Request-Info: {\"acc\":\"A\"}\r\n");
        String reply = request.split(" ", -1)[3];

        // when
        service.send("PUB " + reply + " 4\r\nback\r\nPUB " + reply + " 5\r\nagain\r\n");

        // then
        assertThat(requester.received()).isEqualTo("MSG inbox 2 4\r\nback\r\n");
        assertThat(account("B").awaitedResponses()).isZero();
    }

    @ParameterizedTest
    @CsvSource({
        "req.*.*, my.$2.$1, my.b.a,  req.a.b",
        "req.*,   req.*,    req.a,   req.a",
        "req.>,   up.req.>, up.req.a.b, req.a.b",
        "fixed,   any.*,    any.a,   fixed"
    })
    void shouldCallServicesByTheirOwnSubject(String subject, String local, String asked, String heard) {
        // given
        define(
                exporting("B", Export.ofService("req.>"), Export.ofService("fixed")),
                importing("A", Import.ofService("B", subject, local)));
        Client service = connect("B");
        service.send("SUB > 1\r\n");

        // when
        connect("A").send("PUB " + asked + " 0\r\n\r\n");

        // then
        assertThat(service.received()).startsWith("HMSG " + heard + " 1 ");
    }

    @Test
    void shouldTellRequestersOfMissingResponders() {
        // given
        define(exporting("B", Export.ofService("svc")), importing("A", Import.ofService("B", "svc", "svc")));
        Client requester = connect("A");

        // when
        requester.send("SUB inbox 2\r\nPUB svc inbox 0\r\n\r\n");

        // then
        assertThat(requester.received())
                .isEqualTo("HMSG inbox 2 35 35\r\nNATS/1.0 503\r\nNats-Subject: svc\r\n\r\n\r\n");
        assertThat(account("B").awaitedResponses()).isZero();
    }

    @Test
    void shouldCarryStreamsOfAnswersUntilTheEmptyOne() {
        // given
        Export export = Export.ofService("svc").answeringWith(Export.Responses.STREAM, Duration.ofSeconds(5));
        define(exporting("B", export), importing("A", Import.ofService("B", "svc", "svc")));
        Client service = connect("B");
        Client requester = connect("A");
        service.send("SUB svc 1\r\n");
        requester.send("SUB inbox 2\r\nPUB svc inbox 0\r\n\r\n");
        String reply = service.received().split(" ", -1)[3];

        // when
        service.send(("PUB " + reply + " 1\r\na\r\n").repeat(3) + ("PUB " + reply + " 0\r\n\r\n").repeat(2));

        // then
        assertThat(requester.received()).isEqualTo("MSG inbox 2 1\r\na\r\n".repeat(3) + "MSG inbox 2 0\r\n\r\n");
        assertThat(account("B").awaitedResponses()).isZero();
    }

    @Test
    void shouldNotWaitForAnswersLongerThanTheThreshold() {
        // given
        Export export = Export.ofService("svc").answeringWith(Export.Responses.SINGLETON, Duration.ofSeconds(5));
        define(exporting("B", export), importing("A", Import.ofService("B", "svc", "svc")));
        Client service = connect("B");
        Client requester = connect("A");
        service.send("SUB svc 1\r\n");
        requester.send("SUB inbox 2\r\nPUB svc inbox 0\r\n\r\n");
        String reply = service.received().split(" ", -1)[3];
        requester.received();

        // when
        clients.advance(Duration.ofSeconds(6));
        service.send("PUB " + reply + " 1\r\na\r\n");

        // then
        assertThat(requester.received()).doesNotContain("MSG");
        assertThat(account("B").awaitedResponses()).isZero();
    }

    @Test
    void shouldReplaceWhatAClientClaimsToBe() {
        // given
        define(exporting("B", Export.ofService("svc")), importing("A", Import.ofService("B", "svc", "svc")));
        Client service = connect("B");
        service.send("SUB svc 1\r\n");
        String headers = "NATS/1.0\r\nX: y\r\nnats-request-INFO: {\"acc\":\"$SYS\"}\r\n\r\n";

        // when
        connect("A").send("HPUB svc " + headers.length() + " " + headers.length() + "\r\n" + headers + "\r\n");

        // then
        assertThat(service.received())
                .contains("X: y\r\nNats-Request-Info: {\"acc\":\"A\"}\r\n")
                .doesNotContain("SYS");
    }

    @Test
    void shouldSayMoreOfARequesterWhereThatIsShared() {
        // given
        Import shared = new Import(Export.Kind.SERVICE, "B", "svc", "svc", true, false);
        define(exporting("B", Export.ofService("svc")), importing("A", shared));
        Client service = connect("B");
        service.send("SUB svc 1\r\n");

        // when
        connect("A").send("PUB svc 0\r\n\r\n");

        // then
        assertThat(service.received()).contains("\"acc\":\"A\",\"user\":\"A\"").contains("\"client_type\":\"nats\"");
    }

    @Test
    void shouldReachServicesBehindServices() {
        // given
        define(
                exporting("C", Export.ofService("deep")),
                new AccountDefinition(
                        "B",
                        AccountLimits.NONE,
                        List.of(Export.ofService("svc")),
                        List.of(Import.ofService("C", "deep", "svc")),
                        List.of(),
                        null),
                importing("A", Import.ofService("B", "svc", "ask")));
        Client service = connect("C");
        Client requester = connect("A", 1);
        service.send("SUB deep 1\r\n");
        requester.send("SUB inbox 2\r\nPUB ask inbox 1\r\nq\r\n");
        String request = service.received();
        assertThat(request).contains("Nats-Request-Info: {\"acc\":\"A\",\"svc\":\"B\"}");

        // when
        service.send("PUB " + request.split(" ", -1)[3] + " 1\r\na\r\n");

        // then
        assertThat(requester.received()).isEqualTo("MSG inbox 2 1\r\na\r\n");
    }

    @Test
    void shouldLetTheRequesterAnswerAnAnswer() {
        // given
        define(exporting("B", Export.ofService("svc")), importing("A", Import.ofService("B", "svc", "svc")));
        Client service = connect("B");
        Client requester = connect("A");
        service.send("SUB svc 1\r\nSUB ack 3\r\n");
        requester.send("SUB inbox 2\r\nPUB svc inbox 0\r\n\r\n");
        service.send("PUB " + service.received().split(" ", -1)[3] + " ack 1\r\na\r\n");
        String answer = requester.received();
        assertThat(answer).matches("MSG inbox 2 _R_\\.\\w+\\.\\w+ 1\r\na\r\n");

        // when
        requester.send("PUB " + answer.split(" ", -1)[3] + " 2\r\nok\r\n");

        // then
        assertThat(service.received()).isEqualTo("MSG ack 3 2\r\nok\r\n");
    }

    @Test
    void shouldLetNobodyAnswerWhoWasNotAsked() {
        // given
        define(exporting("B", Export.ofService(">")), importing("A", Import.ofService("B", "svc.>", "svc.>")));
        Client service = connect("B");
        Client requester = connect("A");
        service.send("SUB svc.a 1\r\n");
        requester.send("SUB inbox 2\r\nPUB svc.a inbox 0\r\n\r\n");
        String reply = service.received().split(" ", -1)[3];

        // when
        connect("A").send("PUB " + reply + " 3\r\nbad\r\n");
        connect("$G").send("PUB " + reply + " 3\r\nbad\r\n");

        // then
        assertThat(requester.received()).isEmpty();
    }

    @Test
    void shouldFollowAChangedDefinition() {
        // given
        define(exporting("B", Export.ofStream("foo")), importing("A", Import.ofStream("B", "foo", "foo")));
        Client a = connect("A");
        Client b = connect("B");
        a.send("SUB foo 1\r\n");
        b.send("PUB foo 1\r\n1\r\n");

        // when
        define(AccountDefinition.of("B"), AccountDefinition.of("A"));
        b.send("PUB foo 1\r\n2\r\n");

        // then
        assertThat(a.received()).isEqualTo("MSG foo 1 1\r\n1\r\n");
    }

    @Test
    void shouldMapWhatClientsPublish() {
        // given
        SubjectMapping mapping =
                new SubjectMapping("old.*", List.of(new SubjectMapping.Destination("new.{{wildcard(1)}}", 100, "")));
        SubjectMapping loss = new SubjectMapping("lost", List.of(new SubjectMapping.Destination("lost", 0, "")));
        define(new AccountDefinition("A", AccountLimits.NONE, List.of(), List.of(), List.of(mapping, loss), null));
        Client subscriber = connect("A", 1);
        subscriber.send("SUB > 1\r\n");

        // when
        connect("A").send("PUB old.a 1\r\nx\r\nPUB old.a 1\r\ny\r\nPUB lost 1\r\nz\r\nPUB kept 1\r\nw\r\n");

        // then
        assertThat(subscriber.received())
                .isEqualTo("MSG new.a 1 1\r\nx\r\nMSG new.a 1 1\r\ny\r\nMSG kept 1 1\r\nw\r\n");
    }

    @Test
    void shouldRefuseMoreClientsThanAnAccountMayHave() {
        // given
        define(new AccountDefinition(
                "A", new AccountLimits(1, -1, ClientLimits.NONE), List.of(), List.of(), List.of(), null));
        Client first = connect("A");

        // when
        Client second = clients.accept(0);
        second.received();
        second.send("CONNECT {\"user\":\"A\",\"verbose\":false}\r\n");

        // then
        assertThat(second.received()).isEqualTo("-ERR 'maximum account active connections exceeded'\r\n");
        first.connection.close(CloseReason.CLIENT_CLOSED);
        assertThat(account("A").connections()).isZero();
        assertThat(connect("A").network.end()).isNull();
    }

    @Test
    void shouldTellTheLimitsOfTheAccount() {
        // given
        define(new AccountDefinition(
                "A", new AccountLimits(-1, -1, new ClientLimits(5, 100)), List.of(), List.of(), List.of(), null));
        Client client = clients.connect(0, "CONNECT {\"user\":\"A\",\"verbose\":false,\"protocol\":1}\r\n");

        // when
        client.send("PING\r\n");

        // then
        assertThat(client.received()).contains("\"max_payload\":100").contains("\"remote_account\":\"A\"");
    }

    @Test
    void shouldUnsubscribeInTheAccountThatAClientLeaves() {
        // given
        define(AccountDefinition.of("A"), AccountDefinition.of("B"));
        Client client = connect("A");
        client.send("SUB foo 1\r\n");

        // when
        client.send("CONNECT {\"user\":\"B\",\"verbose\":false}\r\n");
        clients.settle();

        // then
        assertThat(account("A").router().statistics().subscriptions()).isZero();
        assertThat(account("A").connections()).isZero();
        assertThat(account("B").connections()).isEqualTo(1);
    }
}
