package io.quoll.connection;

import static org.assertj.core.api.Assertions.assertThat;

import io.quoll.account.Authenticator;
import io.quoll.account.Credentials;
import io.quoll.account.User;
import io.quoll.connection.Clients.Client;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Judging that takes its time, fails, or is overtaken by other rules. */
class ClientJudgeTest {

    private static final String VIOLATION = "-ERR 'Authorization Violation'\r\n";
    private static final String ANN = "CONNECT {\"verbose\":false,\"user\":\"ann\"}\r\n";

    /** Gives the verdict that the test has laid out. */
    private static final class Laid implements Authenticator {
        private CompletableFuture<Optional<User>> verdict = new CompletableFuture<>();
        private int asked;

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
            return null;
        }

        @Override
        public CompletableFuture<Optional<User>> judge(Credentials credentials, Executor worker) {
            asked++;
            return verdict;
        }

        void fails() {
            verdict = CompletableFuture.failedFuture(new IllegalStateException("the directory is gone"));
        }
    }

    private final Laid judge = new Laid();
    private final Clients clients = new Clients(new Limits(), 1, account -> judge);
    private final User ann = new User("ann", clients.accounts.global());

    private Client openClient() {
        judge.verdict = CompletableFuture.completedFuture(Optional.of(ann));
        return clients.connect(0, ANN);
    }

    @Test
    void shouldLetNobodyInWhoCannotBeJudged() {
        // given
        judge.fails();

        // when
        Client client = clients.connect(0, ANN);

        // then
        assertThat(clients.registry.openCount()).isZero();
        assertThat(clients.registry.closed().get(0).reason()).isEqualTo(CloseReason.AUTHENTICATION_FAILURE);
        assertThat(client.connection.user()).isNull();
    }

    @Test
    void shouldJudgeAgainWhoIsThereAndCouldNotBeJudged() {
        // given
        Client client = openClient();
        judge.fails();
        clients.registry.onSettingsChanged(true);
        assertThat(client.received()).isEmpty();
        int before = judge.asked;

        // when
        clients.advance(Duration.ofMillis(999));
        int early = judge.asked;
        judge.verdict = CompletableFuture.completedFuture(Optional.empty());
        clients.advance(Duration.ofMillis(1));

        // then
        assertThat(early).isEqualTo(before);
        assertThat(client.received()).isEqualTo(VIOLATION);
    }

    @Test
    void shouldKeepWhoIsThereWhileItIsJudged() {
        // given
        Client client = openClient();
        judge.verdict = new CompletableFuture<>();
        clients.registry.onSettingsChanged(true);

        // when
        client.send("PING\r\n");

        // then
        assertThat(client.received()).startsWith("PONG\r\n");
        judge.verdict.complete(Optional.empty());
        assertThat(client.received()).isEqualTo(VIOLATION);
    }

    @Test
    void shouldJudgeByTheRulesThatCameMeanwhile() {
        // given
        Client client = clients.accept(0);
        client.received();
        client.send(ANN + "PING\r\n");
        Laid other = new Laid();
        other.verdict = CompletableFuture.completedFuture(Optional.empty());
        clients.registry.authenticator(other);

        // when
        judge.verdict.complete(Optional.of(ann));

        // then
        assertThat(client.received()).isEqualTo(VIOLATION);
        assertThat(other.asked).isEqualTo(1);
    }

    @Test
    void shouldPassOverAVerdictThatAnotherHasOvertaken() {
        // given
        Client client = openClient();
        CompletableFuture<Optional<User>> first = new CompletableFuture<>();
        judge.verdict = first;
        clients.registry.onSettingsChanged(true);
        clients.settle();
        judge.verdict = CompletableFuture.completedFuture(Optional.of(ann));
        clients.registry.onSettingsChanged(true);
        clients.settle();

        // when
        first.complete(Optional.empty());

        // then
        assertThat(client.received()).isEmpty();
        assertThat(clients.registry.openCount()).isEqualTo(1);
    }
}
