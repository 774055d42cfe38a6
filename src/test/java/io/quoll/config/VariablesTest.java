package io.quoll.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class VariablesTest {

    private static final Map<String, String> ENVIRONMENT = Map.ofEntries(
            Map.entry("SECRET", "3secret"),
            Map.entry("AGAIN", "$SECRET"),
            Map.entry("HASH", "$2a$11$abc"),
            Map.entry("PHRASE", "two words, and more"),
            Map.entry("LIST", "[1, $SECRET]"),
            Map.entry("NO_LIST", "[x"),
            Map.entry("LOOP", "$POOL"),
            Map.entry("POOL", "$LOOP"),
            Map.entry("SELF", "$SELF"));

    static Stream<Arguments> shouldReplaceAVariable() {
        return Stream.of(
                Arguments.of("A: 1\nb: $A", "{A=<1>, b=<1>}"),
                Arguments.of("A: 1\nb { c { d: $A } }", "{A=<1>, b={c={d=<1>}}}"),
                Arguments.of("A: 1\nb { A: 2, c: $A }", "{A=<1>, b={A=<2>, c=<2>}}"),
                Arguments.of("A: {x: 1}\nb: [$A, {y: $A}]", "{A={x=<1>}, b=[{x=<1>}, {y={x=<1>}}]}"),
                Arguments.of("A: 1\nB: $A\nc: $B", "{A=<1>, B=<1>, c=<1>}"),
                Arguments.of("A: 1\nb { A: $A }", "{A=<1>, b={A=<1>}}"),
                Arguments.of("SECRET: mine\nb: $SECRET", "{SECRET=<mine>, b=<mine>}"),
                Arguments.of("b: $SECRET", "{b=<3secret>}"),
                Arguments.of("b: $AGAIN", "{b=<3secret>}"),
                Arguments.of("b: $HASH", "{b=<$2a$11$abc>}"),
                Arguments.of("b: $PHRASE", "{b=<two words, and more>}"),
                Arguments.of("b: $LIST", "{b=[<1>, <3secret>]}"),
                Arguments.of("b: $NO_LIST", "{b=<[x>}"));
    }

    @ParameterizedTest
    @MethodSource
    void shouldReplaceAVariable(String text, String expected) {
        // given
        Map<String, String> environment = ENVIRONMENT;

        // when
        ConfigValue.Block root = ConfigFile.parse("quoll.conf", text, environment);

        // then
        assertThat(Rendering.of(root)).isEqualTo(expected);
    }

    static Stream<Arguments> shouldRefuseAVariableWithoutValue() {
        return Stream.of(
                Arguments.of("a: $NONE", 1, 4, "the variable $NONE is neither defined"),
                Arguments.of("a { B: 1 }\nc: $B", 2, 4, "the variable $B is neither defined"),
                Arguments.of("A: $B\nB: $A", 1, 4, "the variable $B is neither defined"),
                Arguments.of("a:  $LOOP", 1, 5, "LOOP, POOL refer to each other"),
                Arguments.of("a: $SELF", 1, 4, "SELF refer to each other"));
    }

    @ParameterizedTest
    @MethodSource
    void shouldRefuseAVariableWithoutValue(String text, int line, int column, String sentence) {
        // given
        Map<String, String> environment = ENVIRONMENT;

        // when
        ConfigException thrown =
                catchThrowableOfType(ConfigException.class, () -> ConfigFile.parse("quoll.conf", text, environment));

        // then
        assertThat(thrown.position()).contains(new Position("quoll.conf", line, column));
        assertThat(thrown.sentence()).contains(sentence);
    }
}
