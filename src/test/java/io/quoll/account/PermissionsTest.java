package io.quoll.account;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PermissionsTest {

    private static Permissions subscribing(@Nullable String allow, @Nullable String deny) {
        return new Permissions(SubjectRules.ALL, rules(allow, deny), null);
    }

    private static Permissions publishing(@Nullable String allow, @Nullable String deny) {
        return new Permissions(rules(allow, deny), SubjectRules.ALL, null);
    }

    /** Rules that a comma separates. */
    private static SubjectRules rules(@Nullable String allow, @Nullable String deny) {
        return new SubjectRules(allow == null ? null : list(allow), deny == null ? List.of() : list(deny));
    }

    private static List<String> list(String rules) {
        return rules.isEmpty() ? List.of() : Arrays.stream(rules.split(",")).toList();
    }

    private static byte @Nullable [] bytes(@Nullable String text) {
        return text == null ? null : text.getBytes(UTF_8);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            foo       |           | foo     | true
            foo       |           | bar     | false
            foo.*     |           | foo.a   | true
            foo.*     |           | foo.a.b | false
            foo.>     | foo.bar   | foo.a   | true
            foo.>     | foo.bar   | foo.bar | false
                      | foo.>     | bar     | true
                      | foo.>     | foo.a   | false
            >         | >         | a       | false
            """)
    void shouldJudgePublications(@Nullable String allow, @Nullable String deny, String subject, boolean expected) {
        // given
        Permissions permissions = publishing(allow, deny);

        // when
        boolean allowed = permissions.mayPublish(subject.getBytes(UTF_8));

        // then
        assertThat(allowed).isEqualTo(expected);
    }

    @Test
    void shouldTakeAnEmptyListOfPublicationsForNone() {
        // given
        Permissions permissions = publishing("", null);

        // when
        boolean allowed = permissions.mayPublish("foo".getBytes(UTF_8));

        // then
        assertThat(allowed).isFalse();
    }

    @Test
    void shouldLetWhoeverMayAnswerPublishNothingElse() {
        // given
        Permissions permissions = new Permissions(SubjectRules.ALL, SubjectRules.ALL, ResponseRules.DEFAULT);

        // when
        boolean allowed = permissions.mayPublish("foo".getBytes(UTF_8));

        // then
        assertThat(allowed).isFalse();
        assertThat(permissions.restrictsPublishing()).isTrue();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            # allow          | deny        | pattern | queue | expected
            foo              |             | foo     |       | true
            foo              |             | foo     | q     | true
            foo              |             | bar     |       | false
            foo              |             | >       |       | false
            foo.*            |             | foo.>   |       | false
            foo.*            |             | foo.*   |       | true
            foo.*            |             | foo.a   |       | true
            foo.>            |             | foo.*   |       | true
            foo.>            |             | foo.*.> |       | true
            *.a              |             | *.a     |       | true
            *.a              |             | *.*     |       | false
            foo v1           |             | foo     |       | false
            foo v1           |             | foo     | v1    | true
            foo v1           |             | foo     | v2    | false
            foo,foo v1       |             | foo     |       | true
            foo,foo v1       |             | foo     | v1    | true
            foo,foo v1       |             | foo     | v2    | false
            foo v1.*         |             | foo     | v1.a  | true
            foo v1.*         |             | foo     | v2.a  | false
            foo v1.*         |             | foo     | v1.*  | true
            > *.prod         |             | bar.a   | x.prod | true
                             | foo         | foo     |       | false
                             | foo         | >       |       | true
                             | foo.*       | foo.a   |       | false
                             | foo.*       | foo.*   |       | false
                             | foo.*       | foo.>   |       | false
                             | foo         | foo     | q     | false
                             | foo q       | foo     |       | true
                             | foo q       | foo     | q     | false
                             | foo q       | foo     | r     | true
                             | foo *.dev   | foo     | x.dev | false
                             | foo *.dev   | foo     | dev   | true
            >                | bar         | bar     |       | false
            >                | bar         | baz     |       | true
            """)
    void shouldJudgeSubscriptions(
            @Nullable String allow, @Nullable String deny, String pattern, @Nullable String queue, boolean expected) {
        // given
        Permissions permissions = subscribing(allow, deny);

        // when
        boolean allowed = permissions.maySubscribe(pattern.getBytes(UTF_8), bytes(queue));

        // then
        assertThat(allowed).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({
        "foo.bar,    >,     foo.bar, ,  true,  false",
        "foo.bar,    >,     foo.baz, ,  true,  true",
        "foo.bar,    foo.*, foo.bar, ,  true,  false",
        "foo.bar,    baz.*, baz.bar, ,  false, true",
        "foo.bar q,  foo.*, foo.bar, ,  true,  true",
        "foo.bar q,  foo.*, foo.bar, q, true,  false",
        "foo.bar q,  foo.*, foo.bar, r, true,  true"
    })
    void shouldFilterWhatAWiderSubscriptionMayNotGet(
            String deny, String pattern, String subject, @Nullable String queue, boolean filters, boolean passes) {
        // given
        Permissions permissions = subscribing(null, deny);

        // when
        boolean filtered = permissions.filters(pattern.getBytes(UTF_8));

        // then
        assertThat(filtered).isEqualTo(filters);
        assertThat(permissions.mayReceive(subject.getBytes(UTF_8), bytes(queue)))
                .isEqualTo(passes);
    }

    @Test
    void shouldTakeAnEmptyListOfSubscriptionsForAll() {
        // given
        Permissions permissions = subscribing("", null);

        // when
        boolean allowed = permissions.maySubscribe("foo".getBytes(UTF_8), null);

        // then
        assertThat(allowed).isTrue();
    }

    @ParameterizedTest
    @CsvSource({
        "foo..bar,  subject \"foo..bar\" is not a valid subject",
        "a b c,     subject \"a b c\" is not a valid subject",
        "a. q,      subject \"a.\" is not a valid subject",
        "a q..x,    queue \"q..x\" is not a valid queue"
    })
    void shouldSayWhichRuleIsNone(String rule, String reason) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> subscribing(rule, null))
                .withMessage(reason);
    }

    @Test
    void shouldKnowNoQueueGroupsOfPublishers() {
        assertThatIllegalArgumentException().isThrownBy(() -> publishing("foo q", null));
    }
}
