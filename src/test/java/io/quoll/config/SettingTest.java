package io.quoll.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SettingTest {

    @ParameterizedTest
    @CsvSource({
        "MAX_PAYLOAD, quoll.max-payload, QUOLL_MAX_PAYLOAD",
        "PORT, quoll.port, QUOLL_PORT",
        "CONFIG, quoll.config, QUOLL_CONFIG",
        "USER, quoll.authorization.user, QUOLL_AUTHORIZATION_USER",
        "JETSTREAM_STORE_DIR, quoll.jetstream.store-dir, QUOLL_JETSTREAM_STORE_DIR"
    })
    void shouldNameThePropertyAfterTheKeyInTheFile(Setting setting, String property, String variable) {
        // given
        List<String> expected = List.of(property, variable);

        // when
        List<String> names = List.of(setting.property(), setting.environmentVariable());

        // then
        assertThat(names).isEqualTo(expected);
    }

    @Test
    void shouldNotCallAKeyForeignThatHasASetting() {
        // given
        List<String> keys = Arrays.stream(Setting.values())
                .flatMap(setting -> setting.fileKeys().stream())
                .toList();

        // when
        List<String> foreign =
                keys.stream().filter(key -> ForeignKey.of(key) != null).toList();

        // then
        assertThat(foreign).isEmpty();
        assertThat(keys).doesNotHaveDuplicates();
    }
}
