package io.quoll.account.jwt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quoll.testkit.Signer;
import io.quoll.testkit.TokenDraft;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PermissionTemplateTest {

    private static final Signer OPERATOR = Signer.operator();
    private static final Signer ACCOUNT = Signer.account();
    private static final Signer ROLE = Signer.account();
    private static final Signer USER = Signer.user();

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "plain.>|plain.>",
                "a.{{name()}}.b|a.ada.b",
                "a.{{ NAME() }}.b|a.ada.b",
                "{{account-name()}}.x|books.x",
                "t.{{tag(team)}}|t.red,t.blue",
                "t.{{tag(team)}}.{{tag(team)}}|t.red.red,t.red.blue,t.blue.red,t.blue.blue",
                "{{account-tag(region)}}.{{name()}}|eu.ada",
                "t.{{tag(none)}}|",
            })
    void shouldFillIn(String template, String expected) throws Exception {
        // given
        AccountClaims account = account("\"pub\":{\"allow\":[\"" + template + "\"]}");

        // when
        UserClaims claims = user("").under(scope(account), account);

        // then
        SubjectLists publish = claims.terms().subjects().publish();
        assertThat(publish.allow())
                .containsExactlyElementsOf(expected == null ? List.of() : List.of(expected.split(",")));
        assertThat(publish.deny()).isEqualTo(expected == null ? List.of(">") : List.of());
    }

    @Test
    void shouldNameKeys() throws Exception {
        // given
        AccountClaims account = account("\"sub\":{\"allow\":[\"{{subject()}}.{{account-subject()}}\"]}");

        // when
        UserClaims claims = user("").under(scope(account), account);

        // then
        assertThat(claims.terms().subjects().subscribe().allow()).containsExactly(USER.key() + "." + ACCOUNT.key());
    }

    @Test
    void shouldNotLookAtWhatANameBringsIn() throws Exception {
        // given
        AccountClaims account = account("\"pub\":{\"deny\":[\"{{name()}}.{{tag(team)}}\"]}");
        UserClaims claims = claims(draft("").name("{{tag(team)}}"));

        // when
        SubjectLists publish =
                claims.under(scope(account), account).terms().subjects().publish();

        // then
        assertThat(publish.deny()).containsExactly("{{tag(team)}}.red", "{{tag(team)}}.blue");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {"deny|{{tag(none)}}", "deny|a.{{unknown()}}", "allow|a.{{unknown()}}"})
    void shouldRefuseTheUserWhere(String list, String template) throws Exception {
        // given
        AccountClaims account = account("\"pub\":{\"" + list + "\":[\"" + template + "\"]}");

        // when
        ThrowingCallable filling = () -> user("").under(scope(account), account);

        // then
        assertThatThrownBy(filling).isInstanceOf(JwtException.class);
    }

    @Test
    void shouldRefuseTooManySubjects() throws Exception {
        // given
        String tags = IntStream.range(0, 65).mapToObj(i -> "\"n:" + i + "\"").collect(Collectors.joining(","));
        AccountClaims account = account("\"pub\":{\"allow\":[\"{{tag(n)}}.{{tag(n)}}\"]}");
        UserClaims claims = claims(draft("\"tags\":[" + tags + "]"));

        // when
        ThrowingCallable filling = () -> claims.under(scope(account), account);

        // then
        assertThatThrownBy(filling).hasMessage("a template makes more than 4096 subjects");
    }

    @Test
    void shouldRefuseAUserWithTermsOfItsOwn() throws Exception {
        // given
        AccountClaims account = account("\"pub\":{\"allow\":[\"a\"]}");

        // when
        ThrowingCallable filling = () -> user("\"pub\":{\"allow\":[\">\"]}").under(scope(account), account);

        // then
        assertThatThrownBy(filling).hasMessage("a user signed with a scope has terms of its own");
    }

    private static SigningScope scope(AccountClaims account) {
        return Objects.requireNonNull(account.signingKeys().get(ROLE.key())).orElseThrow();
    }

    private static AccountClaims account(String template) throws JwtException {
        return AccountClaims.verify(TokenDraft.account(ACCOUNT)
                .name("books")
                .nats("\"tags\":[\"region:eu\"],\"signing_keys\":[{\"kind\":\"user_scope\",\"key\":\"" + ROLE.key()
                        + "\",\"role\":\"r\",\"template\":{" + template + "}}]")
                .signedBy(OPERATOR));
    }

    private static UserClaims user(String more) throws JwtException {
        return claims(draft(more.isEmpty() ? "\"tags\":[\"team:red\",\"team:blue\"]" : more));
    }

    private static TokenDraft draft(String fields) {
        String tags = fields.isEmpty() ? "\"tags\":[\"team:red\",\"team:blue\"]" : fields;
        return TokenDraft.user(USER).name("ada").nats("\"issuer_account\":\"" + ACCOUNT.key() + "\"," + tags);
    }

    private static UserClaims claims(TokenDraft draft) throws JwtException {
        return UserClaims.verify(draft.signedBy(ROLE));
    }
}
