package io.quoll.account;

import static org.assertj.core.api.Assertions.assertThat;

import io.quoll.router.SubjectRouter;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

class PasswordAuthenticatorTest {

    private final Account account = new Account(Account.GLOBAL, new SubjectRouter(1), () -> 0L);

    @ParameterizedTest
    @NullSource
    @ValueSource(strings = {"", "a password nobody has", "secret"})
    void shouldLetNobodyInByANameWithoutAPassword(@Nullable String offered) {
        // given
        User user = new User("open", account);
        PasswordAuthenticator authenticator =
                new PasswordAuthenticator(Map.of("open", new Login("", user)), null, true);

        // when
        User letIn = authenticator.authenticate(new Credentials("open", offered, null));

        // then
        assertThat(letIn).isNull();
        assertThat(authenticator.isRequired()).isTrue();
    }
}
