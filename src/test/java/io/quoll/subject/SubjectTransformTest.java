package io.quoll.subject;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SubjectTransformTest {

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            ''                 | prefix.>                                 | foo              | prefix.foo
            foo                | ''                                       | foo              | foo
            foo                | bar                                      | foo              | bar
            foo.*.bar.*.baz    | req.$2.$1                                | foo.A.bar.B.baz  | req.B.A
            foo.*.bar.*.baz    | req.{{wildcard(2)}}.{{ Wildcard( 1 ) }}  | foo.A.bar.B.baz  | req.B.A
            baz.>              | my.pre.>                                 | baz.1.2.3        | my.pre.1.2.3
            >                  | >                                        | a.b.c            | a.b.c
            a.*.>              | b.$1.x.>                                 | a.1.2.3          | b.1.x.2.3
            *                  | foo.bar.$1                               | foo              | foo.bar.foo
            *.*                | only.$2                                  | a.b              | only.b
            a.*                | $1.$1                                    | a.b              | b.b
            *                  | {{splitfromleft(1,3)}}                   | 12345            | 123.45
            *                  | {{SplitFromRight(1,3)}}                  | 12345            | 12.345
            *                  | {{SplitFromRight(1,5)}}                  | 12345            | 12345
            *                  | {{SliceFromLeft(1,3)}}                   | 1234567890       | 123.456.789.0
            *                  | {{SliceFromRight(1,3)}}                  | 1234567890       | 1.234.567.890
            *                  | {{SliceFromRight(1,5)}}                  | 1234567890       | 12345.67890
            *                  | {{split(1,-)}}                           | -abc-def--ghi-   | abc.def.ghi
            *.*                | {{split(2,-)}}.{{splitfromleft(1,2)}}    | foo.-abc-def--g- | abc.def.g.fo.o
            *                  | {{left(1,3)}}                            | 1234             | 123
            *                  | {{left(1,6)}}                            | 1234             | 1234
            *                  | {{right(1,1)}}                           | 1234             | 4
            *                  | {{right(1,6)}}                           | 1234             | 1234
            *                  | bar.{{partition(10)}}                    | foo              | bar.3
            *                  | bar.{{partition(10)}}                    | baz              | bar.0
            *                  | bar.{{partition(10)}}                    | qux              | bar.9
            *.*                | bar.{{partition(10)}}                    | foo.bar          | bar.6
            *                  | bar.{{partition(10, 0)}}                 | foo              | bar.3
            *                  | bar.{{partition(10, 1)}}                 | foo              | bar.3
            foo.bar            | baz.{{partition(10)}}                    | foo.bar          | baz.6
            *                  | bar.{{partition(0)}}                     | baz              | bar.0
            *                  | bar.{{random(0)}}                        | baz              | bar.0
            foo.*              | foo.$foo.$1                              | foo.a            | foo.$foo.a
            """)
    void shouldTransform(String source, String destination, String subject, String expected) {
        // given
        SubjectTransform transform = SubjectTransform.of(source, destination);

        // when
        String transformed = transform.transform(subject);

        // then
        assertThat(transformed).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({"foo.*,bar.$1,foo", "foo.*,bar.$1,foo.a.b", "foo.*,bar.$1,foo.", "foo.>,bar.>,foo", "foo,bar,baz"})
    void shouldLeaveAloneWhatTheSourceDoesNotMatch(String source, String destination, String subject) {
        // given
        SubjectTransform transform = SubjectTransform.of(source, destination);

        // when
        String transformed = transform.transform(subject);

        // then
        assertThat(transformed).isNull();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            foo..  | bar                         | invalid subject
            foo.*  | bar.*                       | invalid subject
            foo.*  | bar.$1.>                    | invalid subject
            foo.>  | bar.baz                     | invalid subject
            foo.>  | bar.>.x                     | invalid subject
            foo.*  | bar.$2                      | invalid mapping destination: wildcard index out of range in $2: [2]
            foo    | bar.{{wildcard(1)}}         | invalid mapping destination: wildcard index out of range in {{wildcard(1)}}
            foo.*  | foo.{{unimplemented(1)}}    | invalid mapping destination: unknown function in {{unimplemented(1)}}
            foo.*  | foo.{{splitLeft(2,2}}       | invalid mapping destination: unknown function in {{splitLeft(2,2}}
            foo.*  | foo.{{wildcard()}}          | invalid mapping destination: not enough arguments passed to the function in {{wildcard()}}
            foo.*  | foo.{{wildcard(1,2)}}       | invalid mapping destination: too many arguments passed to the function in {{wildcard(1,2)}}
            foo.*  | foo.{{wildcard(foo)}}       | invalid mapping destination: function argument is invalid or in the wrong format in {{wildcard(foo)}}
            foo.*  | foo.{{left(1)}}             | invalid mapping destination: not enough arguments passed to the function in {{left(1)}}
            foo.*  | foo.{{partition()}}         | invalid mapping destination: function argument is invalid or in the wrong format in {{partition()}}
            foo.*  | foo.{{partition(2147483648)}} | invalid mapping destination: function argument is invalid or in the wrong format in {{partition(2147483648)}}
            """)
    void shouldSayWhatCannotBe(String source, String destination, String reason) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> SubjectTransform.of(source, destination))
                .withMessage(reason);
    }

    @ParameterizedTest
    @CsvSource({"foo.*.*,bar.$2", "foo.*,bar.{{partition(2,1)}}", "foo.*,foo.$foo"})
    void shouldNotReverseWhatLosesSomething(String source, String destination) {
        assertThatIllegalArgumentException().isThrownBy(() -> SubjectTransform.reversible(source, destination));
    }

    @ParameterizedTest
    @CsvSource({
        "foo.*.*,bar.$2.{{Wildcard(1)}},foo.b.a",
        "foo.*.*.*,$3.$1.$2,foo.a.b.c",
        "foo.>,bar.baz.>,foo.a.b",
        "foo,bar,foo",
        "a.*.>,$1.b.>,a.1.2.3"
    })
    void shouldComeBackWhereItStarted(String source, String destination, String subject) {
        // given
        SubjectTransform transform = SubjectTransform.reversible(source, destination);

        // when
        byte[] there = transform.apply(subject.getBytes(StandardCharsets.UTF_8));
        byte[] back = transform.reversed().apply(there);

        // then
        assertThat(new String(back, StandardCharsets.UTF_8)).isEqualTo(subject);
    }

    @Test
    void shouldChooseAmongAsManyAsAsked() {
        // given
        SubjectTransform transform = SubjectTransform.of("*", "bar.{{random(3)}}");

        // when
        String transformed = transform.transform("qux");

        // then
        assertThat(transformed).isIn("bar.0", "bar.1", "bar.2");
    }

    @Test
    void shouldKeepBytesThatAreNoText() {
        // given
        SubjectTransform transform = SubjectTransform.of("a.*", "b.$1");
        byte[] subject = {'a', '.', (byte) 0xFF, (byte) 0xFE};

        // when
        byte[] transformed = transform.transform(subject);

        // then
        assertThat(transformed).containsExactly('b', '.', 0xFF, 0xFE);
    }

    @Test
    void shouldNumberWildcardsAndTakeNumbersAway() {
        // given
        String pattern = "foo.*.bar.*.>";

        // when
        String numbered = SubjectTransform.numbered(pattern);

        // then
        assertThat(numbered).isEqualTo("foo.$1.bar.$2.>");
        assertThat(SubjectTransform.unnumbered(numbered)).isEqualTo(pattern);
        assertThat(SubjectTransform.unnumbered("a.{{wildcard(2)}}.$SYS.$1")).isEqualTo("a.*.$SYS.*");
    }
}
