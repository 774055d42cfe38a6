package io.quoll.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class ConfigParserTest {

    static Stream<Arguments> shouldReadEveryWayToWriteIt() {
        return Stream.of(
                // separators
                Arguments.of("a: 1", "{a=<1>}"),
                Arguments.of("a = 1", "{a=<1>}"),
                Arguments.of("a=1", "{a=<1>}"),
                Arguments.of("a 1", "{a=<1>}"),
                Arguments.of("a\t:\t1", "{a=<1>}"),
                Arguments.of("a: 1\r\nb: 2\r\n", "{a=<1>, b=<2>}"),
                Arguments.of("a: 1, b: 2; c: 3", "{a=<1>, b=<2>, c=<3>}"),
                Arguments.of("", "{}"),
                Arguments.of(" \n\t\n", "{}"),
                Arguments.of("\uFEFFa: 1", "{a=<1>}"),
                // blocks
                Arguments.of("a { b: 1 }", "{a={b=<1>}}"),
                Arguments.of("a: { b: 1 }", "{a={b=<1>}}"),
                Arguments.of("a = {\n b: 1\n c 2\n}", "{a={b=<1>, c=<2>}}"),
                Arguments.of("a{b{c:1}}", "{a={b={c=<1>}}}"),
                Arguments.of("a\n{\nb: 1\n}", "{a={b=<1>}}"),
                Arguments.of("a {}", "{a={}}"),
                Arguments.of("a { b: 1, c: 2, }", "{a={b=<1>, c=<2>}}"),
                // lists
                Arguments.of("a: [1, 2]", "{a=[<1>, <2>]}"),
                Arguments.of("a [1,2,]", "{a=[<1>, <2>]}"),
                Arguments.of("a: [\n 1\n 2\n]", "{a=[<1>, <2>]}"),
                Arguments.of("a: [\n 1,\n 2,\n]", "{a=[<1>, <2>]}"),
                Arguments.of("a: [\n 1\n , 2 # two\n]", "{a=[<1>, <2>]}"),
                Arguments.of("a: []", "{a=[]}"),
                Arguments.of("a: [[1], [2, 3]]", "{a=[[<1>], [<2>, <3>]]}"),
                Arguments.of("a = [\n {b: 1, c: 2}\n {b: 3}\n]", "{a=[{b=<1>, c=<2>}, {b=<3>}]}"),
                Arguments.of("a: [{b: 1}, {b: 2},]", "{a=[{b=<1>}, {b=<2>}]}"),
                // comments
                Arguments.of("# one\na: 1 # two\n// three\nb: 2 // four", "{a=<1>, b=<2>}"),
                Arguments.of("a: [ # one\n 1 // two\n 2\n # three\n]", "{a=[<1>, <2>]}"),
                Arguments.of("a { # one\n b: 1\n // two\n}", "{a={b=<1>}}"),
                // keys
                Arguments.of("\"a b\": 1, 'c,d' = 2", "{a b=<1>, c,d=<2>}"),
                Arguments.of("$SYS: { x: 1 }", "{$SYS={x=<1>}}"),
                Arguments.of("\"$SYS\" { x: 1 }", "{$SYS={x=<1>}}"),
                Arguments.of("a.b.>: 1", "{a.b.>=<1>}"),
                Arguments.of("a: 1\nb: 2\na: 3", "{b=<2>, a=<3>}"),
                Arguments.of("'include': x", "{include=<x>}"),
                // bare strings
                Arguments.of("a: nats-route://127.0.0.1:4248", "{a=<nats-route://127.0.0.1:4248>}"),
                Arguments.of("a: [nats://h:1, nats://h:2]", "{a=[<nats://h:1>, <nats://h:2>]}"),
                Arguments.of("a: eyJ0eXAi.eyJqdGki.c2ln_-8", "{a=<eyJ0eXAi.eyJqdGki.c2ln_-8>}"),
                Arguments.of("a: [q.>, tar.api.>, *.x]", "{a=[<q.>>, <tar.api.>>, <*.x>]}"),
                Arguments.of("a /tmp/x/y.log", "{a=</tmp/x/y.log>}"),
                Arguments.of("a: C:\\new\\table", "{a=<C:\\new\\table>}"),
                Arguments.of("a: x#y", "{a=<x#y>}"),
                Arguments.of("a: 3secret", "{a=<3secret>}"),
                Arguments.of("a: 2026-01-31T23:59:59Z", "{a=<2026-01-31T23:59:59Z>}"),
                Arguments.of("a: -1", "{a=<-1>}"),
                Arguments.of("a: $2a$11$abcdefgh./", "{a=<$2a$11$abcdefgh./>}"),
                Arguments.of("a: $2b$11$abcdefgh./", "{a=<$2b$11$abcdefgh./>}"),
                Arguments.of("a: \"$2a$11$abcdefgh./\"", "{a=<$2a$11$abcdefgh./>}"),
                // quoted strings
                Arguments.of("a: 'x \"y\" \\n # { ['", "{a=<x \"y\" \\n # { [>}"),
                Arguments.of("a: \"x # { [ 'y'\"", "{a=<x # { [ 'y'>}"),
                Arguments.of("a: \"\\t\\n\\r\\\"\\\\\\x41\\u00e9\\/\"", "{a=<\t\n\r\"\\A\u00e9/>}"),
                Arguments.of("a: \"\uD83D\uDE80 caf\u00e9\"", "{a=<\uD83D\uDE80 caf\u00e9>}"),
                Arguments.of("a: \"\", b: ''", "{a=<>, b=<>}"),
                Arguments.of("a: '$B'", "{a=<$B>}"),
                // strings over several lines
                Arguments.of("a (\none\n two)\n)\nb: 1", "{a=<\none\n two)\n>, b=<1>}"),
                Arguments.of("a: (x\n  )", "{a=<x\n>}"),
                // JSON
                Arguments.of("{\"a\":1,\"b\":{\"c\":[true,null]}}", "{a=<1>, b={c=[<true>, <null>]}}"),
                Arguments.of("{\n  \"a\":\n    [1]\n}\n", "{a=[<1>]}"),
                Arguments.of("{ a: 1 } # end", "{a=<1>}"));
    }

    @ParameterizedTest
    @MethodSource
    void shouldReadEveryWayToWriteIt(String text, String expected) {
        // given
        Map<String, String> environment = Map.of();

        // when
        ConfigValue.Block root = ConfigFile.parse("quoll.conf", text, environment);

        // then
        assertThat(Rendering.of(root)).isEqualTo(expected);
    }

    static Stream<Arguments> shouldPointAtTheMistake() {
        return Stream.of(
                Arguments.of("a:\nb: 1", 1, 1, "the key 'a' has no value"),
                Arguments.of("x: 1\n  a", 2, 3, "the key 'a' has no value"),
                Arguments.of("a: }", 1, 1, "the key 'a' has no value"),
                Arguments.of("a: # none", 1, 1, "needs quotes"),
                Arguments.of(": 1", 1, 1, "expected a key but found ':'"),
                Arguments.of("a: 1\n}", 2, 1, "expected a key but found '}'"),
                Arguments.of("'': 1", 1, 1, "a key must not be empty"),
                Arguments.of("a: 1 2", 1, 6, "found '2'"),
                Arguments.of("a: \"1\"b", 1, 7, "found 'b'"),
                Arguments.of("a {\n b: 1\n", 1, 3, "the '{' opened here is never closed"),
                Arguments.of("a: [1,\n", 1, 4, "the '[' opened here is never closed"),
                Arguments.of("a: [1 2]", 1, 7, "expected ',' or ']'"),
                Arguments.of("a: [1,,2]", 1, 7, "expected a value but found ','"),
                Arguments.of("a: [1}", 1, 6, "expected ',' or ']'"),
                Arguments.of("a: \"x", 1, 4, "the quote opened here is never closed"),
                Arguments.of("a: 'x", 1, 4, "the quote opened here is never closed"),
                Arguments.of("a: \"x\\q\"", 1, 6, "is no escape"),
                Arguments.of("a: \"\\x4g\"", 1, 5, "2 hexadecimal digits"),
                Arguments.of("a: \"\\u12", 1, 5, "4 hexadecimal digits"),
                Arguments.of("a: (x)", 1, 4, "on a line of its own"),
                Arguments.of("{ a: 1 } b: 2", 1, 10, "expected the end of the file"),
                Arguments.of("{ a: 1", 1, 1, "never closed"),
                Arguments.of("include", 1, 8, "include needs the name of a file"),
                Arguments.of("a: " + "[".repeat(101), 1, 104, "nested more than 100 deep"));
    }

    @ParameterizedTest
    @MethodSource
    void shouldPointAtTheMistake(String text, int line, int column, String sentence) {
        // given
        Map<String, String> environment = Map.of();

        // when
        ConfigException thrown =
                catchThrowableOfType(ConfigException.class, () -> ConfigFile.parse("quoll.conf", text, environment));

        // then
        assertThat(thrown.position()).contains(new Position("quoll.conf", line, column));
        assertThat(thrown).hasMessageStartingWith("quoll.conf:" + line + ":" + column + ": ");
        assertThat(thrown.sentence()).contains(sentence);
    }

    @Test
    void shouldKeepThePlaceOfEveryKeyAndValue() {
        // given
        String text = "a {\n  b = [1,\n    {c: x}]\n}";

        // when
        ConfigValue.Block root = ConfigFile.parse("quoll.conf", text, Map.of());

        // then
        ConfigEntry outer = entry(root, "a");
        assertThat(outer.position()).isEqualTo(new Position("quoll.conf", 1, 1));
        assertThat(outer.value().origin()).isEqualTo(new Position("quoll.conf", 1, 3));
        ConfigEntry list = entry(outer.value(), "b");
        assertThat(list.position()).isEqualTo(new Position("quoll.conf", 2, 3));
        assertThat(list.value().origin()).isEqualTo(new Position("quoll.conf", 2, 7));
        ConfigValue inner = ((ConfigValue.Items) list.value()).items().get(1);
        assertThat(entry(inner, "c").value().origin()).isEqualTo(new Position("quoll.conf", 3, 9));
    }

    private static ConfigEntry entry(ConfigValue block, String key) {
        return Objects.requireNonNull(((ConfigValue.Block) block).entries().get(key));
    }
}
