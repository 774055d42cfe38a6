package io.quoll.account.operator;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quoll.account.Account;
import io.quoll.account.AccountDirectory;
import io.quoll.account.Credentials;
import io.quoll.account.Dismissal;
import io.quoll.account.Rejudgement;
import io.quoll.account.User;
import io.quoll.account.Visitor;
import io.quoll.account.jwt.JwtException;
import io.quoll.account.jwt.OperatorClaims;
import io.quoll.testkit.Signer;
import io.quoll.testkit.TokenDraft;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class OperatorAccountsTest {

    private static final Instant BEGIN = Instant.parse("2026-06-01T00:00:00Z");

    private final Signer operator = Signer.operator();
    private final Signer exporter = Signer.account();
    private final Signer importer = Signer.account();
    private final Signer user = Signer.user();
    private final Map<String, String> tokens = new HashMap<>();
    private final AccountDirectory directory = new AccountDirectory(1, () -> 0L);
    private final List<Function<User, Rejudgement>> judgements = new ArrayList<>();
    private final List<String> grants = new ArrayList<>();
    private Instant now = BEGIN;
    private OperatorAccounts accounts;

    @BeforeEach
    void trust() throws Exception {
        OperatorClaims claims =
                OperatorClaims.verify(TokenDraft.operator(operator).signedBy(operator));
        accounts = new OperatorAccounts(
                new TrustedOperators(List.of(claims)),
                new GrowingResolver(tokens),
                directory,
                (account, judge) -> judgements.add(judge),
                (account, terms) -> grants.add(account.name() + " " + terms.fileBytes()),
                () -> now);
    }

    @Test
    void shouldLoadAnAccountWithThoseItImportsFrom() throws Exception {
        // given
        exports("");
        imports("");

        // when
        accounts.find(importer.key());

        // then
        assertThat(accounts.loaded(exporter.key())).isPresent();
        assertThat(isLinked()).isTrue();
    }

    @Test
    void shouldNotLinkWhatNeedsATokenWithoutOne() throws Exception {
        // given
        exports(",\"token_req\":true");
        imports("");

        // when
        accounts.find(importer.key());

        // then
        assertThat(isLinked()).isFalse();
    }

    @Test
    void shouldLinkAsLongAsTheTokenHolds() throws Exception {
        // given
        exports(",\"token_req\":true");
        imports(activation(importer.key(), BEGIN.plusSeconds(60)));
        accounts.find(importer.key());
        boolean before = isLinked();

        // when
        now = BEGIN.plusSeconds(60);
        accounts.checkTimes();

        // then
        assertThat(before).isTrue();
        assertThat(isLinked()).isFalse();
    }

    @Test
    void shouldNotLinkByATokenForSomebodyElse() throws Exception {
        // given
        exports(",\"token_req\":true");
        imports(activation(Signer.account().key(), BEGIN.plusSeconds(60)));

        // when
        accounts.find(importer.key());

        // then
        assertThat(isLinked()).isFalse();
    }

    @Test
    void shouldUnlinkWhenTheTokenIsRevoked() throws Exception {
        // given
        exports(",\"token_req\":true");
        imports(activation(importer.key(), BEGIN.plusSeconds(60)));
        accounts.find(importer.key());

        // when
        exports(",\"token_req\":true,\"revocations\":{\"*\":" + BEGIN.getEpochSecond() + "}");
        accounts.update(exporter.key(), tokens.getOrDefault(exporter.key(), ""));

        // then
        assertThat(isLinked()).isFalse();
    }

    @Test
    void shouldDismissUsersWhenTheAccountEnds() throws Exception {
        // given
        tokens.put(
                importer.key(),
                TokenDraft.account(importer).expires(BEGIN.plusSeconds(60)).signedBy(operator));
        User connected = connect();

        // when
        now = BEGIN.plusSeconds(60);
        accounts.checkTimes();

        // then
        assertThat(judgements).hasSize(1);
        assertThat(judgements.get(0).apply(connected).dismissal()).isEqualTo(Dismissal.ACCOUNT_EXPIRED);
    }

    @Test
    void shouldDismissUsersWhoAreRevoked() throws Exception {
        // given
        tokens.put(importer.key(), TokenDraft.account(importer).signedBy(operator));
        User connected = connect();

        // when
        accounts.update(
                importer.key(), account("\"revocations\":{\"" + user.key() + "\":" + BEGIN.getEpochSecond() + "},"));

        // then
        assertThat(judgements.get(0).apply(connected).dismissal()).isEqualTo(Dismissal.USER_REVOKED);
    }

    @Test
    void shouldGiveUsersTheNewDefaults() throws Exception {
        // given
        tokens.put(importer.key(), TokenDraft.account(importer).signedBy(operator));
        User connected = connect();

        // when
        accounts.update(importer.key(), account("\"default_permissions\":{\"pub\":{\"deny\":[\"secret\"]}},"));

        // then
        Rejudgement rejudgement = judgements.get(0).apply(connected);
        assertThat(rejudgement.dismissal()).isNull();
        assertThat(rejudgement.user().permissions())
                .matches(permissions -> permissions != null && !permissions.mayPublish("secret".getBytes(UTF_8)));
    }

    @Test
    void shouldForgetAnAccount() throws Exception {
        // given
        tokens.put(importer.key(), TokenDraft.account(importer).signedBy(operator));
        User connected = connect();

        // when
        accounts.forget(importer.key());

        // then
        assertThat(judgements.get(0).apply(connected).dismissal()).isEqualTo(Dismissal.ACCOUNT_EXPIRED);
        assertThat(directory.find(importer.key())).isNull();
    }

    @Test
    void shouldRefuseAnAccountThatNobodyTrustedSigned() {
        // given
        tokens.put(importer.key(), TokenDraft.account(importer).signedBy(Signer.operator()));

        // when
        ThrowingCallable loading = () -> accounts.find(importer.key());

        // then
        assertThatThrownBy(loading).isInstanceOf(JwtException.class).hasMessage("not signed by a trusted operator");
        assertThat(directory.find(importer.key())).isNull();
    }

    private User connect() {
        String token = TokenDraft.user(user)
                .issued(BEGIN)
                .nats("\"bearer_token\":true")
                .signedBy(importer);
        return Optional.ofNullable(new JwtAuthenticator(accounts)
                        .authenticate(new Credentials(null, null, null, token, null, null, null, Visitor.UNKNOWN)))
                .orElseThrow();
    }

    private boolean isLinked() {
        Account account = directory.find(exporter.key());
        return account != null && account.router().hasInterest("out.x".getBytes(UTF_8));
    }

    private void exports(String more) {
        tokens.put(
                exporter.key(),
                TokenDraft.account(exporter)
                        .nats("\"exports\":[{\"subject\":\"out.>\",\"type\":\"stream\"" + more + "}],"
                                + TokenDraft.unlimited(""))
                        .signedBy(operator));
    }

    private void imports(String activation) {
        tokens.put(
                importer.key(),
                account("\"imports\":[{\"subject\":\"out.>\",\"type\":\"stream\",\"account\":\"" + exporter.key() + "\""
                        + (activation.isEmpty() ? "" : ",\"token\":\"" + activation + "\"") + "}],"));
    }

    private String account(String more) {
        return TokenDraft.account(importer)
                .nats(more + TokenDraft.unlimited(""))
                .signedBy(operator);
    }

    private String activation(String account, Instant expires) {
        return TokenDraft.of("activation", account)
                .issued(BEGIN)
                .expires(expires)
                .nats("\"subject\":\"out.>\",\"kind\":\"stream\"")
                .signedBy(exporter);
    }

    /** Accounts that may still be told of; otherwise as in memory. */
    private record GrowingResolver(Map<String, String> tokens) implements AccountResolver {

        @Override
        public Optional<String> fetch(String account) {
            return Optional.ofNullable(tokens.get(account));
        }

        @Override
        public boolean isReadOnly() {
            return false;
        }

        @Override
        public void store(String account, String token) {
            tokens.put(account, token);
        }

        @Override
        public List<String> accounts() {
            return List.copyOf(tokens.keySet());
        }

        @Override
        public boolean allowsDelete() {
            return true;
        }

        @Override
        public void delete(String account) {
            tokens.remove(account);
        }
    }
}
