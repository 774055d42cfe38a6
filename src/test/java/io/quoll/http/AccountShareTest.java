package io.quoll.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class AccountShareTest {

    private static final long BEGIN = -7;

    @Test
    void shouldBoundWhatIsUnderway() {
        // given
        AccountShare share = new AccountShare(2, 0, BEGIN);
        share.begin(BEGIN);
        share.begin(BEGIN);

        // when
        boolean third = share.begin(BEGIN);
        share.end();
        boolean afterOneEnded = share.begin(BEGIN);

        // then
        assertThat(third).isFalse();
        assertThat(afterOneEnded).isTrue();
    }

    @Test
    void shouldBoundHowManyBeginInASecond() {
        // given
        AccountShare share = new AccountShare(1000, 10, BEGIN);

        // when
        int atOnce = beginning(share, BEGIN);
        int halfASecondLater = beginning(share, BEGIN + TimeUnit.MILLISECONDS.toNanos(500));
        int muchLater = beginning(share, BEGIN + TimeUnit.HOURS.toNanos(1));

        // then
        assertThat(atOnce).isEqualTo(10);
        assertThat(halfASecondLater).isEqualTo(5);
        assertThat(muchLater).isEqualTo(10);
    }

    private static int beginning(AccountShare share, long now) {
        int begun = 0;
        while (begun < 100 && share.begin(now)) {
            begun++;
        }
        return begun;
    }
}
