package io.quoll.server;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import io.nats.client.Connection;
import io.nats.client.Dispatcher;
import io.nats.client.Message;
import io.nats.client.Subscription;
import io.quoll.account.Account;
import io.quoll.config.ConfigException;
import io.quoll.testkit.RawClient;
import io.quoll.testkit.TestBroker;
import io.smallrye.mutiny.helpers.test.AssertSubscriber;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Accounts and permissions as a configuration file gives them, over TCP. */
class AccountsTest {

    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private static final String CONFIG = """
            accounts {
              SHOP: {
                users: [
                  {user: shop, password: pw}
                  {user: clerk, password: pw, permissions: {
                    publish: ["orders.*", "_INBOX.>"], subscribe: {allow: ">", deny: "orders.secret"}}}
                  {user: worker, password: pw, permissions: {subscribe: "jobs.>", allow_responses: true}}
                ]
                exports: [
                  {stream: "orders.>"}
                  {service: "price.*"}
                  {service: private, accounts: [FRIEND]}
                ]
              }
              READER: {
                users: [{user: reader, password: pw}]
                imports: [
                  {stream: {account: SHOP, subject: "orders.*"}, to: "shop.$1"}
                  {service: {account: SHOP, subject: "price.*"}, to: "ask.*"}
                ]
              }
              FRIEND: {users: [{user: friend, password: pw}]}
            }
            """;

    private static String options(String user) {
        return "{\"user\":\"" + user + "\",\"pass\":\"pw\",\"verbose\":false,\"pedantic\":false,\"headers\":true,"
                + "\"no_responders\":true}";
    }

    @Test
    void shouldExchangeWhatIsExportedAndImported() throws Exception {
        // given
        try (TestBroker broker = TestBroker.start(2, CONFIG);
                Connection shop = broker.connect("shop", "pw");
                Connection reader = broker.connect("reader", "pw")) {
            Subscription orders = reader.subscribe("shop.>");
            reader.flush(PATIENCE);
            Dispatcher prices = shop.createDispatcher(
                    m -> shop.publish(m.getReplyTo(), m.getSubject().getBytes(UTF_8)));
            prices.subscribe("price.>");
            shop.flush(PATIENCE);

            // when
            shop.publish("orders.new", "one".getBytes(UTF_8));
            Message order = orders.nextMessage(PATIENCE);
            Message price = reader.request("ask.apples", new byte[0], PATIENCE);

            // then
            assertThat(order.getSubject()).isEqualTo("shop.new");
            assertThat(order.getData()).isEqualTo("one".getBytes(UTF_8));
            assertThat(price.getData()).isEqualTo("price.apples".getBytes(UTF_8));
        }
    }

    @Test
    void shouldLetWorkersAnswerAndNothingElse() throws Exception {
        // given
        try (TestBroker broker = TestBroker.start(2, CONFIG);
                Connection shop = broker.connect("shop", "pw");
                RawClient worker = broker.connect(options("worker"))) {
            worker.send("SUB jobs.> 1\r\n").expectNothingMore();
            BlockingQueue<Message> answers = new ArrayBlockingQueue<>(4);
            shop.createDispatcher(answers::add).subscribe("answers.>");
            shop.flush(PATIENCE);

            // when
            shop.publish("jobs.a", "answers.1", new byte[0]);
            worker.expect("MSG jobs.a 1 answers.1 0\r\n\r\n");
            worker.send("PUB answers.2 1\r\nx\r\nPUB answers.1 1\r\ny\r\nPUB answers.1 1\r\nz\r\n");

            // then
            worker.expect("-ERR 'Permissions Violation for Publish to \"answers.2\"'\r\n");
            worker.expect("-ERR 'Permissions Violation for Publish to \"answers.1\"'\r\n");
            worker.expectNothingMore();
            Message answer = answers.poll(10, TimeUnit.SECONDS);
            assertThat(answer).isNotNull();
            assertThat(answer.getData()).isEqualTo("y".getBytes(UTF_8));
            assertThat(answers).isEmpty();
        }
    }

    /** What somebody tries who is in no account where it would be allowed, and the whole answer. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            friend | PUB orders.new 1=x=                         |
            friend | PUB _R_.guess.1 1=x=                        |
            friend | PUB $SYS.REQ.SERVER.PING 0==                |
            friend | SUB $SYS.> 1=                               |
            friend | SUB > 1=                                    |
            reader | PUB private 0==                             |
            reader | PUB orders.new 1=x=                         |
            reader | PUB shop.new 1=x=                           |
            reader | PUB shop.new _R_.x.1 1=x=                   | -ERR 'Permissions Violation for Publish with Reply of "_R_.x.1"'
            reader | PUB $NRG.x 0==                              | -ERR 'Permissions Violation for Publish to "$NRG.x"'
            clerk  | PUB prices 0==                              | -ERR 'Permissions Violation for Publish to "prices"'
            clerk  | PUB orders.a.b 0==                          | -ERR 'Permissions Violation for Publish to "orders.a.b"'
            clerk  | PUB orders.* 0==PUB * 0==                   | -ERR 'Permissions Violation for Publish to "*"'
            clerk  | SUB orders.secret 1=                        | -ERR 'Permissions Violation for Subscription to "orders.secret"'
            clerk  | SUB orders.secret q 1=                      | -ERR 'Permissions Violation for Subscription to "orders.secret" using queue "q"'
            clerk  | SUB > 1=SUB orders.> q 2=SUB *.secret r 3=  |
            worker | SUB > 1=                                    | -ERR 'Permissions Violation for Subscription to ">"'
            worker | SUB *.a 1=                                  | -ERR 'Permissions Violation for Subscription to "*.a"'
            worker | PUB jobs.x 0==                              | -ERR 'Permissions Violation for Publish to "jobs.x"'
            worker | PUB jobs.x _INBOX.1 0==PUB _INBOX.1 0==     | -ERR 'Permissions Violation for Publish to "jobs.x"'/-ERR 'Permissions Violation for Publish to "_INBOX.1"'
            """)
    void shouldGiveNothingAwayToThoseWhoTry(String user, String tried, String answer) throws Exception {
        // given
        try (TestBroker broker = TestBroker.start(1, CONFIG);
                RawClient owner = broker.connect(options("shop"));
                RawClient intruder = broker.connect(options(user))) {
            boolean ownAccount = user.equals("clerk") || user.equals("worker");
            if (!ownAccount) {
                owner.send("SUB > 1\r\n").expectNothingMore();
            }

            // when
            intruder.send(tried.replace("=", "\r\n"));

            // then
            String expected = answer == null ? "" : answer.replace("/", "\r\n") + "\r\n";
            intruder.expect(expected).expectNothingMore();
            owner.expectNothingMore();
            owner.send("PUB orders.secret 6\r\nsecret\r\n")
                    .expect(ownAccount ? "" : "MSG orders.secret 1 6\r\nsecret\r\n");
            owner.expectNothingMore();
            intruder.expectNothingMore();
        }
    }

    @Test
    void shouldPublishAndSubscribeInAnAccountFromWithin() throws Exception {
        // given
        try (TestBroker broker = TestBroker.start(2, CONFIG);
                RawClient reader = broker.connect(options("reader"))) {
            Account shop = Objects.requireNonNull(broker.broker().accounts().find("SHOP"));
            Account readers = Objects.requireNonNull(broker.broker().accounts().find("READER"));
            reader.send("SUB shop.> 1\r\n").expectNothingMore();
            AssertSubscriber<io.quoll.message.Message> within = broker.broker()
                    .exchange(readers)
                    .subscribe("shop.>")
                    .subscribe()
                    .withSubscriber(AssertSubscriber.create(10));

            // when
            broker.broker()
                    .exchange(shop)
                    .publish(io.quoll.message.Message.of("orders.a", "x".getBytes(UTF_8)))
                    .await()
                    .atMost(PATIENCE);

            // then
            reader.expect("MSG shop.a 1 1\r\nx\r\n");
            assertThat(within.awaitItems(1, PATIENCE).getItems().get(0).subject())
                    .isEqualTo("shop.a");
        }
    }

    @Test
    void shouldTakeThoseWhoSayNothingForTheUserThatIsNamed() throws Exception {
        // given
        String config = CONFIG + "no_auth_user: reader\n";
        try (TestBroker broker = TestBroker.start(1, config);
                RawClient shop = broker.connect(options("shop"));
                RawClient silent = broker.connect();
                RawClient nobody = broker.connect(RawClient.USUAL);
                RawClient wrong = broker.connect()) {
            assertThat(silent.info()).doesNotContain("auth_required");
            silent.send("SUB shop.a 1\r\nPING\r\n").expect("+OK\r\nPONG\r\n");
            nobody.send("SUB shop.a 1\r\n").expectNothingMore();

            // when
            shop.send("PUB orders.a 1\r\nx\r\n");
            wrong.send("CONNECT {\"user\":\"shop\",\"pass\":\"no\"}\r\n");

            // then
            silent.expect("MSG shop.a 1 1\r\nx\r\n");
            nobody.expect("MSG shop.a 1 1\r\nx\r\n");
            assertThat(wrong.untilClosed()).isEqualTo("-ERR 'Authorization Violation'\r\n");
        }
    }

    @ParameterizedTest
    @CsvSource({"reader, true", "friend, false"})
    void shouldKeepWhatWasSubscribedToBeforeConnectInTheSameAccountOnly(String user, boolean kept) throws Exception {
        // given
        try (TestBroker broker = TestBroker.start(1, CONFIG + "no_auth_user: reader\n");
                RawClient shop = broker.connect(options("shop"));
                RawClient client = broker.connect()) {
            client.send("SUB shop.> 1\r\n").expect("+OK\r\n");

            // when
            client.send("CONNECT " + options(user) + "\r\n").expectNothingMore();

            // then
            shop.send("PUB orders.a 1\r\nx\r\n").expectNothingMore();
            client.expect(kept ? "MSG shop.a 1 1\r\nx\r\n" : "").expectNothingMore();
            client.close();
            Account readers = Objects.requireNonNull(broker.broker().accounts().find("READER"));
            await().atMost(PATIENCE).until(() -> !readers.router().hasInterest("shop.a".getBytes(UTF_8)));
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            accounts { A { imports: [{stream: {account: B, subject: x}}] } } | account A: stream import "x" of account "B": "B" account not defined for stream import
            accounts { A { imports: [{stream: {account: B, subject: x}}] }, B {} } | stream import not authorized
            accounts { A { imports: [{service: {account: B, subject: x}}] }, B { exports: [{stream: x}] } } | service import not authorized
            accounts { A { imports: [{service: {account: B, subject: x}}] }, B { exports: [{service: x, accounts: [C]}] } } | service import not authorized
            accounts { A { imports: [{service: {account: B, subject: "x.>"}}] }, B { exports: [{service: "x.*"}] } } | service import not authorized
            accounts { A { imports: [{service: {account: B, subject: "x.B"}}] }, B { exports: [{service: "x.*", account_token_position: 2}] } } | service import not authorized
            accounts { A { imports: [{service: {account: B, subject: x}}, {service: {account: B, subject: x}}] }, B { exports: [{service: x}] } } | service import already exists
            accounts { A { imports: [{stream: {account: B, subject: "x.*"}, to: y}] }, B { exports: [{stream: "x.*"}] } } | not using all of the token wildcard(s) in y
            accounts { A { exports: [{service: a}], imports: [{service: {account: B, subject: b}, to: a}] }, B { exports: [{service: b}], imports: [{service: {account: A, subject: a}, to: b}] } } | import forms a cycle
            accounts { A { exports: [{stream: a}], imports: [{stream: {account: B, subject: a}}] }, B { exports: [{stream: a}], imports: [{stream: {account: A, subject: a}}] } } | import forms a cycle
            accounts { A { mappings: {"a.*": "b.$2"} } } | wildcard index out of range in $2
            accounts { A { users: [{user: a, password: b, permissions: {publish: "a..b"}}] } } | subject "a..b" is not a valid subject
            """)
    void shouldNotStartWithAccountsThatDoNotFit(String config, String reason) {
        // given
        String lines = config.replace("], imports", "]\nimports");

        // when
        ConfigException thrown = catchThrowableOfType(ConfigException.class, () -> TestBroker.start(1, lines));

        // then
        assertThat(thrown).hasMessageContaining(reason).hasMessageStartingWith("test.conf:4:");
    }
}
