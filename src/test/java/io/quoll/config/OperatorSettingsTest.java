package io.quoll.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OperatorSettingsTest {

    private static final String OPERATOR = "operator: eyJ0eXAi.e30.c2ln\n";

    @Test
    void shouldReadOperatorsAndAccountsInMemory() {
        // given
        String text = OPERATOR + "system_account: SYS\nresolver: MEMORY\nresolver_preload: { AAB: eyJ0.e30.c2 }";

        // when
        Settings settings = load(text);

        // then
        assertThat(settings.operators()).containsExactly("eyJ0eXAi.e30.c2ln");
        assertThat(settings.systemAccount()).contains("SYS");
        assertThat(settings.resolver().orElseThrow().kind()).isEqualTo(ResolverSettings.Kind.MEMORY);
        assertThat(settings.resolverPreload()).containsExactly(Map.entry("AAB", "eyJ0.e30.c2"));
    }

    @Test
    void shouldReadSeveralOperators() {
        // given
        String text = "operators: [\"op.jwt\", eyJ0eXAi.e30.c2ln]\nresolver: MEM";

        // when
        Settings settings = load(text);

        // then
        assertThat(settings.operators()).containsExactly("op.jwt", "eyJ0eXAi.e30.c2ln");
    }

    @Test
    void shouldReadADirectory() {
        // given
        String text = OPERATOR
                + "resolver: { type: full, dir: './jwt', allow_delete: true, interval: \"2m\", limit: 10, timeout: 2s }";

        // when
        ResolverSettings resolver = load(text).resolver().orElseThrow();

        // then
        assertThat(resolver)
                .isEqualTo(new ResolverSettings(
                        ResolverSettings.Kind.FULL, Optional.of(Path.of("./jwt")), 10, true, false));
    }

    @Test
    void shouldHoldAThousandAccountsInACacheUnlessToldOtherwise() {
        // given
        String text = OPERATOR + "resolver: { type: cache, dir: jwt }";

        // when
        ResolverSettings resolver = load(text).resolver().orElseThrow();

        // then
        assertThat(resolver.limit()).isEqualTo(1000);
    }

    @Test
    void shouldReadWhomToAskAboutClients() {
        // given
        String text = "authorization { users: [{user: auth, password: x}]\n"
                + "auth_callout { issuer: ABC, account: AUTH, auth_users: [auth], allowed_accounts: [A] } }";

        // when
        AuthCalloutSettings callout = load(text).authCallout().orElseThrow();

        // then
        assertThat(callout.issuer()).isEqualTo("ABC");
        assertThat(callout.account()).isEqualTo("AUTH");
        assertThat(callout.authUsers()).containsExactly("auth");
        assertThat(callout.allowedAccounts()).containsExactly("A");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "operator: x|operators require an account resolver to be configured",
                "resolver: MEMORY|an account resolver requires an operator",
                "operator: x, resolver: MEMORY, authorization { token: t }|operators do not allow users to be configured directly",
                "operator: x, resolver: DISK|resolver must be MEMORY or a block with type and dir",
                "operator: x, resolver: \"URL(http://h)\"|'resolver: URL(…)' is known to nats-server but not built into this version of Quoll",
                "operator: x, resolver: {type: full}|dir has no value and needs to point to a directory",
                "operator: x, resolver: {type: tape, dir: d}|resolver.type must be full, cache or memory",
                "operator: x, resolver: {type: cache, dir: d, allow_delete: true}|CACHE does not accept allow_delete or hard_delete",
                "operator: x, resolver: {type: full, dir: d, hard_delete: true}|resolver.hard_delete has no effect without allow_delete",
                "authorization { auth_callout {} }|Authorization callouts require an issuer to be specified",
                "authorization { auth_callout { issuer: A } }|Authorization callouts require authorized users to be specified",
            })
    void shouldRefuse(String text, String sentence) {
        // given
        String lines = text.replace(", resolver", "\nresolver").replace(", authorization", "\nauthorization");

        // when
        ConfigException thrown = catchThrowableOfType(ConfigException.class, () -> load(lines));

        // then
        assertThat(thrown.sentence()).isEqualTo(sentence);
        assertThat(thrown.position()).isPresent();
    }

    private static Settings load(String text) {
        return new SettingsLoader(Map.of()).loadText("quoll.conf", text, Map.of(), PropertySource.none());
    }
}
