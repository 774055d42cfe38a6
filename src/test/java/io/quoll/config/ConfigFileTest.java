package io.quoll.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConfigFileTest {

    private static final Origin FLAG = new Origin.Flag("-c");

    private final Path directory;

    ConfigFileTest(@TempDir Path directory) {
        this.directory = directory;
    }

    @Test
    void shouldIncludeRelativeToTheIncludingFile() throws IOException {
        // given
        Files.createDirectory(directory.resolve("sub"));
        Path main = file("main.conf", "a: 1\ninclude 'sub/one.conf'\nblock {\n  include ./sub/two.conf\n}");
        file("sub/one.conf", "include \"two.conf\"\nb: $c");
        file("sub/two.conf", "{ c: 3 }");

        // when
        ConfigValue.Block root = ConfigFile.read(main, FLAG, Map.of());

        // then
        assertThat(Rendering.of(root)).isEqualTo("{a=<1>, c=<3>, b=<3>, block={c=<3>}}");
    }

    @Test
    void shouldRefuseFilesThatIncludeEachOther() throws IOException {
        // given
        Path main = file("main.conf", "a: 1\ninclude other.conf");
        Path other = file("other.conf", "b: 1\n  include main.conf");

        // when
        ConfigException thrown =
                catchThrowableOfType(ConfigException.class, () -> ConfigFile.read(main, FLAG, Map.of()));

        // then
        assertThat(thrown.position()).contains(new Position(other.toString(), 2, 11));
        assertThat(thrown.sentence()).contains("includes itself");
    }

    @Test
    void shouldPointIntoTheIncludedFile() throws IOException {
        // given
        Path main = file("main.conf", "include other.conf");
        Path other = file("other.conf", "\n\nb: [");

        // when
        ConfigException thrown =
                catchThrowableOfType(ConfigException.class, () -> ConfigFile.read(main, FLAG, Map.of()));

        // then
        assertThat(thrown.position()).contains(new Position(other.toString(), 3, 4));
    }

    @Test
    void shouldPointAtTheIncludeOfAMissingFile() throws IOException {
        // given
        Path main = file("main.conf", "a: 1\ninclude none.conf");

        // when
        ConfigException thrown =
                catchThrowableOfType(ConfigException.class, () -> ConfigFile.read(main, FLAG, Map.of()));

        // then
        assertThat(thrown.position()).contains(new Position(main.toString(), 2, 9));
        assertThat(thrown.sentence()).contains("there is no file").contains("none.conf");
    }

    @Test
    void shouldBlameWhoNamedAMissingFile() {
        // given
        Path missing = directory.resolve("missing.conf");

        // when
        ConfigException thrown =
                catchThrowableOfType(ConfigException.class, () -> ConfigFile.read(missing, FLAG, Map.of()));

        // then
        assertThat(thrown).hasMessage("flag -c: there is no file " + missing);
    }

    @Test
    void shouldRefuseADirectory() {
        // given
        Path file = directory;

        // when
        ConfigException thrown =
                catchThrowableOfType(ConfigException.class, () -> ConfigFile.read(file, FLAG, Map.of()));

        // then
        assertThat(thrown.sentence()).contains("cannot be read");
    }

    @Test
    void shouldPointAtBytesThatAreNoText() throws IOException {
        // given
        Path main = directory.resolve("main.conf");
        Files.write(main, new byte[] {'a', ':', '1', '\n', 'b', ':', (byte) 0xff, '\n'});

        // when
        ConfigException thrown =
                catchThrowableOfType(ConfigException.class, () -> ConfigFile.read(main, FLAG, Map.of()));

        // then
        assertThat(thrown.position()).contains(new Position(main.toString(), 2, 3));
        assertThat(thrown.sentence()).contains("not UTF-8");
    }

    private Path file(String name, String text) throws IOException {
        return Files.writeString(directory.resolve(name), text);
    }
}
