package io.quoll.account;

import static org.assertj.core.api.Assertions.assertThat;

import io.quoll.router.SubjectRouter;
import java.util.List;
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
        List<Boolean> slow = slow(authenticator);

        // then
        assertThat(slow).contains(true, false).isEqualTo(slow(authenticator));
    }

    /** Which of many names that nobody has are judged as slowly as a hash. */
    private static List<Boolean> slow(PasswordAuthenticator authenticator) {
        return IntStream.range(0, 200)
                .mapToObj(i -> authenticator.isSlow(offer("nobody" + i)))
                .toList();
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
