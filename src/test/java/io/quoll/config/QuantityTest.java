package io.quoll.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class QuantityTest {

    @ParameterizedTest
    @CsvSource({
        "0, 0",
        "-1, -1",
        "4222, 4222",
        "1k, 1000",
        "1K, 1000",
        "1kb, 1024",
        "1KB, 1024",
        "1Ki, 1024",
        "1KiB, 1024",
        "2m, 2000000",
        "2MB, 2097152",
        "2mi, 2097152",
        "1g, 1000000000",
        "1Gb, 1073741824",
        "1GB, 1073741824",
        "1gib, 1073741824",
        "1t, 1000000000000",
        "1TB, 1099511627776",
        "1p, 1000000000000000",
        "1EiB, 1152921504606846976"
    })
    void shouldCountInThousandsOrIn1024s(String text, long expected) {
        // given
        String written = text;

        // when
        long value = Quantity.parse(written);

        // then
        assertThat(value).isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "x", "1x", "1.5k", "1 k", "k", "--1", "9223372036854775808", "9000000TB", "1kbb", "\u0661"})
    void shouldRefuseWhatIsNoWholeNumber(String text) {
        // given
        String written = text;

        // when
        ThrowingCallable parsing = () -> Quantity.parse(written);

        // then
        assertThatThrownBy(parsing).isInstanceOf(IllegalArgumentException.class).hasMessageContaining("'" + text + "'");
    }
}
