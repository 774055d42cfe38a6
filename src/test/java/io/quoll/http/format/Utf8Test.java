package io.quoll.http.format;

import static org.assertj.core.api.Assertions.assertThat;

import io.quoll.testkit.SeededRandom;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(SeededRandom.class)
class Utf8Test {

    private static boolean decodes(byte[] bytes) {
        try {
            StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes));
            return true;
        } catch (CharacterCodingException e) {
            return false;
        }
    }

    @Test
    void shouldJudgeAsTheDecoderOfTheJdk(Random random) {
        // given
        int differences = 0;
        int valid = 0;

        // when
        for (int i = 0; i < 50_000; i++) {
            int plain = random.nextInt(12);
            byte[] bytes = new byte[plain + 1 + random.nextInt(5)];
            random.nextBytes(bytes);
            for (int j = 0; j < plain; j++) {
                bytes[j] = (byte) (bytes[j] & 0x7F);
            }
            for (int j = plain; j < bytes.length; j++) {
                bytes[j] |= (byte) (random.nextInt(4) > 0 ? 0x80 : 0);
            }
            boolean decodes = decodes(bytes);
            valid += decodes ? 1 : 0;
            differences += decodes == Utf8.isValid(bytes, 0, bytes.length) ? 0 : 1;
        }

        // then
        assertThat(differences).isZero();
        assertThat(valid).isPositive();
    }

    @Test
    void shouldJudgeEveryCodePoint() {
        // given
        int refused = 0;

        // when
        for (int codePoint = 0; codePoint <= Character.MAX_CODE_POINT; codePoint++) {
            if (codePoint < 0xD800 || codePoint > 0xDFFF) {
                byte[] bytes = Character.toString(codePoint).getBytes(StandardCharsets.UTF_8);
                refused += Utf8.isValid(bytes, 0, bytes.length) ? 0 : 1;
            }
        }

        // then
        assertThat(refused).isZero();
    }
}
