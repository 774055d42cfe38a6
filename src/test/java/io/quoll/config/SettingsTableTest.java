package io.quoll.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class SettingsTableTest {

    private static final Path PAGE = Path.of("src/docs/settings.md");

    @Test
    void shouldMatchTheCatalogue() throws IOException {
        // given
        String expected = SettingsTable.markdown();
        if (Boolean.getBoolean("docs.write")) {
            Files.createDirectories(PAGE.getParent());
            Files.writeString(PAGE, expected);
        }

        // when
        String page = Files.exists(PAGE) ? Files.readString(PAGE) : "";

        // then
        assertThat(page).as("%s, which -Ddocs.write=true writes anew", PAGE).isEqualTo(expected);
    }
}
