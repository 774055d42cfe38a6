package io.quoll.subject;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SubjectSyntaxTest {

    @ParameterizedTest
    @CsvSource({
        "foo, true, true",
        "foo.bar, true, true",
        "$SYS.REQ.>, true, false",
        "foo*, true, true",
        "*foo.b*r.>x, true, true",
        "**.>>, true, true",
        "*, true, false",
        ">, true, false",
        "*.*.>, true, false",
        "foo.*.bar, true, false",
        "a-subject.longer.than.eight.bytes, true, true",
        "grüße.世界, true, true",
        ">.foo, false, false",
        "foo.>.bar, false, false",
        ">.>, false, false",
        "'', false, false",
        "., false, false",
        ".foo, false, false",
        "foo., false, false",
        "foo..bar, false, false",
        "a-token-of-eight..bar, false, false",
        "*., false, false",
        ">., false, false"
    })
    void shouldJudgeTokens(String subject, boolean validPattern, boolean validLiteral) {
        // given
        byte[] bytes = bytes(subject);

        // when
        List<Boolean> judged = List.of(SubjectSyntax.isValidPattern(bytes), SubjectSyntax.isValidLiteral(bytes));

        // then
        assertThat(judged).containsExactly(validPattern, validLiteral);
        if (validPattern) {
            assertThat(SubjectSyntax.isLiteral(bytes)).isEqualTo(validLiteral);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {" ", "\t", "\r", "\n", "\f", "\0"})
    void shouldRefuseBytesThatWouldBreakTheProtocol(String broken) {
        // given
        List<String> subjects =
                List.of(broken, "foo" + broken, broken + "foo", "foo.b" + broken + "r", "foo." + broken);

        // when
        List<String> accepted = subjects.stream()
                .filter(s -> SubjectSyntax.isValidPattern(bytes(s)) || SubjectSyntax.isValidLiteral(bytes(s)))
                .toList();

        // then
        assertThat(accepted).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"'', 0", "foo, 1", "foo.bar, 2", "a.*.>, 3"})
    void shouldCountTokens(String subject, int expected) {
        // given
        byte[] bytes = bytes(subject);

        // when
        int tokens = SubjectSyntax.tokenCount(bytes);

        // then
        assertThat(tokens).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({"workers, true", "a.b, true", "*, true", "'', false", "'a b', false", "'a\t', false", "'\n', false"})
    void shouldJudgeQueueNames(String name, boolean expected) {
        // given
        byte[] bytes = bytes(name);

        // when
        boolean valid = SubjectSyntax.isValidQueueName(bytes);

        // then
        assertThat(valid).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({
        "foo, foo, true",
        "foo, fo, false",
        "foo, fooo, false",
        "foo, foo.bar, false",
        "foo.bar, foo, false",
        "foo.bar, foo.bar, true",
        "*, foo, true",
        "*, foo.bar, false",
        "*.*, foo.bar, true",
        "*.*, foo, false",
        ">, foo, true",
        ">, foo.bar.baz, true",
        "foo.>, foo, false",
        "foo.>, foo.bar, true",
        "foo.>, foo.bar.baz, true",
        "foo.>, fool.bar, false",
        "foo.*, foo.bar, true",
        "foo.*, foo.bar.baz, false",
        "foo.*.baz, foo.bar.baz, true",
        "foo.*.baz, foo.bar.bar, false",
        "*.>, foo, false",
        "*.>, foo.bar, true",
        "foo*, foo*, true",
        "foo*, foobar, false",
        "a-longer-token.another-one, a-longer-token.another-one, true",
        "a-longer-token.another-one, a-longer-token.another-two, false",
        ">, '', false",
        ">, foo..bar, false",
        "*.*, foo., false"
    })
    void shouldMatchPatternsAgainstLiterals(String pattern, String literal, boolean expected) {
        // given
        byte[] patternBytes = bytes(pattern);

        // when
        boolean matches = SubjectSyntax.matches(patternBytes, bytes(literal));

        // then
        assertThat(matches).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({
        "foo, foo, true",
        "foo, bar, false",
        "foo, foo.>, false",
        "foo.bar, foo.>, true",
        "foo.*, *.bar, true",
        "foo.*, bar.*, false",
        "foo.*, foo.*.*, false",
        "foo.*.>, foo.bar, false",
        "foo.*.>, foo.bar.*, true",
        ">, foo, true",
        "*.>, foo, false",
        "a.*.c.>, a.b.>, true",
        "a.*.c, a.b.d, false"
    })
    void shouldTellWhetherPatternsOverlap(String a, String b, boolean expected) {
        // given
        byte[] bytesA = bytes(a);
        byte[] bytesB = bytes(b);

        // when
        boolean oneWay = SubjectSyntax.overlaps(bytesA, bytesB);
        boolean otherWay = SubjectSyntax.overlaps(bytesB, bytesA);

        // then
        assertThat(List.of(oneWay, otherWay)).containsOnly(expected);
    }

    @Test
    void shouldAgreeWithThePlainRulesOnRandomPatterns() {
        // given
        long seed = Long.getLong("test.seed", new Random().nextLong());
        Random random = new Random(seed);
        List<String> literals = NaivePattern.literals(4);

        for (int round = 0; round < 300; round++) {
            String a = NaivePattern.random(random, 4, true);
            String b = NaivePattern.random(random, 4, true);

            // when
            boolean overlap = SubjectSyntax.overlaps(bytes(a), bytes(b));
            List<String> matching = literals.stream()
                    .filter(l -> SubjectSyntax.matches(bytes(a), bytes(l)))
                    .toList();

            // then
            assertThat(matching)
                    .as("-Dtest.seed=%d %s", seed, a)
                    .isEqualTo(literals.stream()
                            .filter(l -> NaivePattern.matches(a, l))
                            .toList());
            assertThat(overlap)
                    .as("-Dtest.seed=%d %s %s", seed, a, b)
                    .isEqualTo(matching.stream().anyMatch(l -> NaivePattern.matches(b, l)));
        }
    }

    private static byte[] bytes(String text) {
        return text.getBytes(UTF_8);
    }

    @ParameterizedTest
    @CsvSource({
        "foo,     foo,      true",
        "foo,     bar,      false",
        "foo.*,   foo.bar,  true",
        "foo.*,   foo.*,    true",
        "foo.*,   foo.>,    false",
        "foo.*,   foo.*.a,  false",
        "foo.*,   foo,      false",
        "foo.>,   foo.*,    true",
        "foo.>,   foo.>,    true",
        "foo.>,   foo.*.>,  true",
        "foo.>,   foo,      false",
        "foo.*.>, foo.>,    false",
        ">,       >,        true",
        ">,       *.a,      true",
        "*,       >,        false",
        "*.a,     *.*,      false",
        "*.a,     b.a,      true"
    })
    void shouldTellWhetherAPatternCoversAnother(String pattern, String covered, boolean expected) {
        // given
        byte[] wide = pattern.getBytes(UTF_8);
        byte[] narrow = covered.getBytes(UTF_8);

        // when
        boolean covers = SubjectSyntax.covers(wide, narrow);

        // then
        assertThat(covers).isEqualTo(expected);
    }
}
