package io.quoll.connection;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.quoll.account.ResponseRules;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class ResponseAllowancesTest {

    private static final long SECOND = 1_000_000_000L;

    private static byte[] bytes(String text) {
        return text.getBytes(UTF_8);
    }

    @Test
    void shouldAllowWhatWasReceivedAndOnlyAsOftenAsTheRulesSay() {
        // given
        ResponseAllowances allowances = new ResponseAllowances(new ResponseRules(2, Duration.ofSeconds(10)));
        allowances.allow(bytes("a"), 0);

        // when
        boolean first = allowances.claim(bytes("a"), SECOND);
        boolean second = allowances.claim(bytes("a"), SECOND);
        boolean third = allowances.claim(bytes("a"), SECOND);

        // then
        assertThat(first).isTrue();
        assertThat(second).isTrue();
        assertThat(third).isFalse();
        assertThat(allowances.claim(bytes("b"), SECOND)).isFalse();
    }

    @Test
    void shouldAllowForeverWhatHasNoLimits() {
        // given
        ResponseAllowances allowances = new ResponseAllowances(new ResponseRules(-1, Duration.ofSeconds(-1)));
        allowances.allow(bytes("a"), 0);

        // when
        allowances.claim(bytes("a"), SECOND);

        // then
        assertThat(allowances.claim(bytes("a"), 1_000_000 * SECOND)).isTrue();
    }

    @Test
    void shouldForgetWhatHasExpired() {
        // given
        ResponseAllowances allowances = new ResponseAllowances(new ResponseRules(1, Duration.ofSeconds(10)));
        allowances.allow(bytes("a"), 0);
        allowances.allow(bytes("b"), 0);

        // when
        allowances.allow(bytes("c"), 11 * SECOND);
        allowances.allow(bytes("d"), 11 * SECOND);

        // then
        assertThat(allowances.size()).isEqualTo(2);
        assertThat(allowances.claim(bytes("a"), 11 * SECOND)).isFalse();
    }

    @Test
    void shouldRememberNoMoreThanTheBound() {
        // given
        ResponseAllowances allowances = new ResponseAllowances(ResponseRules.DEFAULT);

        // when
        for (int i = 0; i < ResponseAllowances.MOST + 10; i++) {
            allowances.allow(bytes("reply." + i), 0);
        }

        // then
        assertThat(allowances.size()).isEqualTo(ResponseAllowances.MOST);
        assertThat(allowances.claim(bytes("reply.9"), 0)).isFalse();
        assertThat(allowances.claim(bytes("reply.10"), 0)).isTrue();
    }
}
