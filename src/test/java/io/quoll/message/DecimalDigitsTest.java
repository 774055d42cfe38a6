package io.quoll.message;

import static org.assertj.core.api.Assertions.assertThat;

import io.quoll.testkit.SeededRandom;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(SeededRandom.class)
class DecimalDigitsTest {

    private final ByteBuffer buffer = ByteBuffer.allocate(32).order(ByteOrder.LITTLE_ENDIAN);

    private String written(long value) {
        buffer.put(0, "##############################".getBytes(StandardCharsets.US_ASCII));
        int end = DecimalDigits.put(buffer, 3, value);
        String all = new String(buffer.array(), 0, 30, StandardCharsets.US_ASCII);
        assertThat(all.substring(0, 3) + all.substring(end)).matches("#+");
        return all.substring(3, end);
    }

    @Test
    void shouldWriteEveryNumberOfDigits() {
        // given
        long power = 1;
        for (int digits = 1; digits <= DecimalDigits.MOST; digits++) {

            // when
            String least = written(power);
            String less = written(power - 1);

            // then
            assertThat(least).isEqualTo(Long.toString(power));
            assertThat(less).isEqualTo(Long.toString(power - 1));
            power *= 10;
        }
        assertThat(written(Long.MAX_VALUE)).isEqualTo(Long.toString(Long.MAX_VALUE));
    }

    @Test
    void shouldWriteWhatLongDoes(Random random) {
        for (int i = 0; i < 20_000; i++) {
            // given
            long value = random.nextLong() >>> 1 + random.nextInt(62);

            // when
            String text = written(value);

            // then
            assertThat(text).isEqualTo(Long.toString(value));
        }
    }
}
