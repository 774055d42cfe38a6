package io.quoll.subject;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SubjectTest {

    @ParameterizedTest
    @CsvSource({
        "'', subject '' is empty",
        "foo..bar, subject 'foo..bar' has an empty token",
        "foo., subject 'foo.' has an empty token",
        "foo bar, subject 'foo bar' has white space",
        "foo.*, subject 'foo.*' has a wildcard",
        "foo.>, subject 'foo.>' has a wildcard",
        ">.foo, subject '>.foo' has a '>' before its last token"
    })
    void shouldSayWhatIsWrongWithASubject(String text, String expected) {
        // given
        String wrong = text;

        // when // then
        assertThatThrownBy(() -> Subject.of(wrong))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(expected.replace("\"", ""));
    }

    @Test
    void shouldSayWhatIsWrongWithAPattern() {
        // given
        String halfPair = "foo.\ud83d";

        // when // then
        assertThatThrownBy(() -> SubjectPattern.of(halfPair)).hasMessageEndingWith("has half a surrogate pair");
        assertThatThrownBy(() -> SubjectPattern.of("a.>.b"))
                .hasMessage("pattern 'a.>.b' has a '>' before its last token");
    }

    @Test
    void shouldEqualASubjectOfTheSameText() {
        // given
        Subject subject = Subject.of("grüße.世界");

        // when
        Subject same = Subject.of(subject.toString());

        // then
        assertThat(same).isEqualTo(subject).hasSameHashCodeAs(subject).isNotEqualTo(Subject.of("grüße"));
        assertThat(same).hasToString("grüße.世界");
    }

    @Test
    void shouldMatchSubjectsByPattern() {
        // given
        SubjectPattern pattern = SubjectPattern.of("foo.*");

        // when
        List<Boolean> matches =
                List.of(pattern.matches(Subject.of("foo.bar")), pattern.matches(Subject.of("foo.bar.baz")));

        // then
        assertThat(matches).containsExactly(true, false);
        assertThat(pattern.isLiteral()).isFalse();
        assertThat(pattern).isEqualTo(SubjectPattern.of("foo.*")).hasToString("foo.*");
        assertThat(SubjectPattern.of("foo").isLiteral()).isTrue();
    }
}
