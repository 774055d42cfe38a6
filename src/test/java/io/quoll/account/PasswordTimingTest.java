package io.quoll.account;

import static org.assertj.core.api.Assertions.assertThat;

import io.quoll.router.SubjectRouter;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

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

    /** Medians of the processor time that a wrong password takes, of a name that exists and of one that does not, in turns. */
    @ParameterizedTest
    @CsvSource({HASH + ", 31, 1", "secret, 101, 2000"})
    void shouldTakeAsLongForANameThatNobodyHas(String password, int rounds, int tries) {
        // given
        Map<String, Login> logins =
                IntStream.range(0, 20).boxed().collect(Collectors.toMap(i -> "user" + i, i -> login(password)));
        PasswordAuthenticator authenticator = new PasswordAuthenticator(logins, null, true);
        List<Long> known = new ArrayList<>();
        List<Long> unknown = new ArrayList<>();

        // when
        for (int i = 0; i < rounds; i++) {
            known.add(nanosOf(authenticator, offer("user" + i % 20), tries));
            unknown.add(nanosOf(authenticator, offer("nobody" + i), tries));
        }

        // then
        assertThat((double) median(unknown) / median(known)).isBetween(0.7, 1.4);
    }

    private static long nanosOf(PasswordAuthenticator authenticator, Credentials offered, int tries) {
        ThreadMXBean threads = ManagementFactory.getThreadMXBean();
        long begin = threads.getCurrentThreadCpuTime();
        boolean letIn = false;
        for (int i = 0; i < tries; i++) {
            letIn |= authenticator.authenticate(offered) != null;
        }
        assertThat(letIn).isFalse();
        return threads.getCurrentThreadCpuTime() - begin;
    }

    private static long median(List<Long> nanos) {
        return nanos.stream().sorted().skip(nanos.size() / 2).findFirst().orElseThrow();
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
