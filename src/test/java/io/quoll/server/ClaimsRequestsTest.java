package io.quoll.server;

import static io.quoll.testkit.TestOperator.connect;
import static io.quoll.testkit.TestOperator.proof;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.nats.client.Connection;
import io.nats.client.Message;
import io.nats.client.Nats;
import io.nats.client.Options;
import io.nats.client.Subscription;
import io.quoll.testkit.RawClient;
import io.quoll.testkit.Signer;
import io.quoll.testkit.TestBroker;
import io.quoll.testkit.TestOperator;
import io.quoll.testkit.TokenDraft;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What whoever keeps the accounts of operators asks over the wire, as {@code nsc} does. */
class ClaimsRequestsTest {

    private static final Duration PATIENCE = Duration.ofSeconds(10);

    @TempDir
    Path directory = Path.of("");

    private final TestOperator operator = new TestOperator();
    private final Signer user = Signer.user();
    private final Signer admin = Signer.user();
    private final String account = operator.account.key();
    private final String token = operator.accountToken();
    private TestBroker broker;
    private Connection system;

    @BeforeEach
    void start() throws Exception {
        broker = TestBroker.start(
                1,
                operator.trust() + "resolver: { type: full, dir: \"" + directory + "\", allow_delete: true }\n"
                        + operator.preload(token));
        system = Nats.connect(new Options.Builder()
                .server(broker.url())
                .maxReconnects(0)
                .authHandler(Nats.staticCredentials(
                        operator.systemUserToken(admin).toCharArray(),
                        admin.nkey().getSeed()))
                .build());
    }

    @AfterEach
    void stop() throws Exception {
        system.close();
        broker.close();
    }

    private String ask(String subject, String request) throws Exception {
        Message answer = system.request(subject, request.getBytes(UTF_8), PATIENCE);
        assertThat(answer).as(subject).isNotNull();
        return new String(answer.getData(), UTF_8);
    }

    private String lookUp(String key) throws Exception {
        return ask("$SYS.REQ.ACCOUNT." + key + ".CLAIMS.LOOKUP", "");
    }

    private RawClient connected() {
        RawClient client = broker.connect();
        client.send(connect(proof(operator.userToken(user), user, client.info())) + "PING\r\n")
                .expect("PONG\r\n");
        return client;
    }

    @Test
    void shouldGiveTheTokenOfAnAccount() throws Exception {
        // given
        String stranger = Signer.account().key();

        // when
        String found = lookUp(account);

        // then
        assertThat(found).isEqualTo(token);
        assertThat(lookUp(stranger)).isEmpty();
        assertThat(lookUp("no-key")).isEmpty();
    }

    @Test
    void shouldListTheAccounts() throws Exception {
        // given
        String subject = "$SYS.REQ.CLAIMS.LIST";

        // when
        String listed = ask(subject, "");

        // then
        assertThat(listed)
                .startsWith("{\"server\":{")
                .containsPattern("\"data\":\\[\"A[A-Z2-7]{55}\",\"A[A-Z2-7]{55}\"]}$")
                .contains(account, operator.system.key());
    }

    @Test
    void shouldPackTheAccountsForThoseWhoHaveOthers() throws Exception {
        // given
        String ofSystem = lookUp(operator.system.key());

        // when
        List<String> packed = pack(new byte[0]);
        List<String> forOneWhoHasThem = pack(hash(token, ofSystem));

        // then
        assertThat(packed)
                .containsExactlyInAnyOrder(account + "|" + token, operator.system.key() + "|" + ofSystem, "")
                .endsWith("");
        assertThat(forOneWhoHasThem).containsExactly("");
    }

    /** What comes, up to the empty message at the end. */
    private List<String> pack(byte[] hash) throws Exception {
        String inbox = system.createInbox();
        Subscription subscription = system.subscribe(inbox);
        system.publish("$SYS.REQ.CLAIMS.PACK", inbox, hash);
        List<String> came = new ArrayList<>();
        do {
            Message message = subscription.nextMessage(PATIENCE);
            assertThat(message).isNotNull();
            came.add(new String(message.getData(), UTF_8));
        } while (!came.get(came.size() - 1).isEmpty());
        return came;
    }

    private static byte[] hash(String... tokens) throws Exception {
        byte[] sum = new byte[32];
        for (String one : tokens) {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(one.getBytes(UTF_8));
            for (int i = 0; i < sum.length; i++) {
                sum[i] ^= digest[i];
            }
        }
        return sum;
    }

    @Test
    void shouldForgetAnAccountAndItsClients() throws Exception {
        // given
        String deletion = deletion(operator.operator, account);
        try (RawClient client = connected()) {

            // when
            String answer = ask("$SYS.REQ.CLAIMS.DELETE", deletion);

            // then
            assertThat(answer).endsWith(",\"data\":{\"code\":200,\"message\":\"deleted 1 accounts\"}}");
            assertThat(client.untilClosed()).isEqualTo("-ERR 'Account Authentication Expired'\r\n");
            assertThat(lookUp(account)).isEmpty();
            assertThat(directory.resolve(account + ".jwt.deleted")).hasContent(token);
            try (RawClient later = broker.connect()) {
                later.send(connect(proof(operator.userToken(user), user, later.info())));
                assertThat(later.untilClosed()).isEqualTo("-ERR 'Authorization Violation'\r\n");
            }
        }
    }

    private static String deletion(Signer signer, String... accounts) {
        return TokenDraft.of("generic", signer.key())
                .nats("\"accounts\":[\"" + String.join("\",\"", accounts) + "\"]")
                .signedBy(signer);
    }

    @ParameterizedTest
    @CsvSource({
        "foreign, not trusted",
        "system, not allowed to delete system account",
        "malformed, malformed request",
        "unknown, is not known",
        "nonsense, a token has three parts"
    })
    void shouldForgetNothingThatItMustNot(String wrong, String why) throws Exception {
        // given
        String request =
                switch (wrong) {
                    case "foreign" -> deletion(Signer.operator(), account);
                    case "system" -> deletion(operator.operator, account, operator.system.key());
                    case "malformed" -> deletion(operator.operator, "no-key");
                    case "unknown" ->
                        deletion(operator.operator, Signer.account().key());
                    default -> "nonsense";
                };

        // when
        String answer = ask("$SYS.REQ.CLAIMS.DELETE", request);

        // then
        assertThat(answer)
                .contains(",\"error\":{\"code\":500,\"description\":\"delete accounts request by ")
                .contains(why);
        assertThat(lookUp(account)).isEqualTo(token);
        assertThat(lookUp(operator.system.key())).isNotEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "$SYS.REQ.CLAIMS.UPDATE, n/a",
        "$SYS.REQ.ACCOUNT.%s.CLAIMS.UPDATE, %s",
        "$SYS.ACCOUNT.%s.CLAIMS.UPDATE, %s"
    })
    void shouldSayOfWhichAccountAnUpdateFailed(String subject, String shown) throws Exception {
        // given
        String request = "nonsense";

        // when
        String answer = ask(subject.replace("%s", account), request);

        // then
        assertThat(answer)
                .contains(",\"error\":{\"account\":\"" + shown.replace("%s", account)
                        + "\",\"code\":500,\"description\":\"jwt update resulted in error - ");
    }

    @Test
    void shouldNotTakeTheTokenOfAnotherAccountThanTheSubjectNames() throws Exception {
        // given
        String other = Signer.account().key();

        // when
        String answer = ask("$SYS.REQ.ACCOUNT." + other + ".CLAIMS.UPDATE", token);

        // then
        assertThat(answer).contains("jwt update resulted in error - subject does not match jwt content");
        assertThat(lookUp(other)).isEmpty();
    }

    @Test
    void shouldAnswerNobodyInAnotherAccount() throws Exception {
        // given
        try (RawClient client = connected()) {

            // when
            client.send("SUB answer 1\r\nPUB $SYS.REQ.CLAIMS.LIST answer 0\r\n\r\n");

            // then
            client.expect("HMSG answer 1 52 52\r\nNATS/1.0 503\r\nNats-Subject: $SYS.REQ.CLAIMS.LIST\r\n\r\n\r\n");
        }
    }
}
