package io.quoll.account;

import static org.assertj.core.api.Assertions.assertThat;

import io.quoll.router.SubjectRouter;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Whether a name exists must not be told by which way it is judged. */
class PasswordTimingTest {

    private static final String HASH = "$2a$04$LHTDwd7TA.0Kn5g05FKzGu/czSyrO7nSJn5uOdut9/T1SIjuaXx3y";

    private final Account account = new Account(Account.GLOBAL, new SubjectRouter(1), () -> 0L);

    @Test
    void shouldJudgeUnknownNamesLikeSomeKnownOneAndAlwaysTheSame() {
        // given
        PasswordAuthenticator authenticator =
                new PasswordAuthenticator(Map.of("hashed", login(HASH), "plain", login("secret")), null, true);

        // when
        long slow = IntStream.range(0, 200)
                .filter(i -> authenticator.isSlow(offer("nobody" + i)))
                .count();

        // then
        assertThat(slow).isBetween(1L, 199L);
        assertThat(IntStream.range(0, 200))
                .allMatch(i -> authenticator.isSlow(offer("nobody" + i)) == authenticator.isSlow(offer("nobody" + i)));
    }

    @Test
    void shouldRefuseANameThatDoesNotExistThoughItsDecoyAgrees() {
        // given
        PasswordAuthenticator authenticator = new PasswordAuthenticator(Map.of("plain", login("secret")), null, true);

        // when
        User user = authenticator.authenticate(new Credentials("nobody", "secret", null));

        // then
        assertThat(user).isNull();
    }

    @Test
    void shouldRefuseAPasswordLongerThanHashesLookAt() {
        // given
        PasswordAuthenticator authenticator = new PasswordAuthenticator(Map.of("hashed", login(HASH)), null, true);

        // when
        User user = authenticator.authenticate(new Credentials("hashed", "x".repeat(500), null));

        // then
        assertThat(user).isNull();
    }

    private Login login(String password) {
        return new Login(password, new User("user", account));
    }

    private static Credentials offer(String name) {
        return new Credentials(name, "guess", null);
    }
}
