package io.quoll.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.quoll.config.AccountSettings.Answer;
import io.quoll.config.AccountSettings.ExportEntry;
import io.quoll.config.AccountSettings.ImportEntry;
import io.quoll.config.AccountSettings.Limits;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Accounts, permissions and mappings as files write them. */
class AccountReaderTest {

    private static Settings load(String text) {
        return new SettingsLoader(Map.of()).loadText("quoll.conf", text, Map.of(), PropertySource.none());
    }

    @Test
    void shouldReadWhatAnAccountIsMadeOf() {
        // given
        String text = """
                accounts {
                  A: {
                    users: [{user: ann, password: pw, permissions: {publish: foo, subscribe: {deny: ["bar", "baz q"]}}}]
                    limits: {max_connections: 3, max_subs: 4, max_payload: 1KB, max_leafs: 5}
                    default_permissions: {publish: {allow: []}, allow_responses: {max: 5, expires: "1m"}}
                    exports: [
                      {stream: "pub.>"}
                      {service: "svc.*", accounts: [B, C], response_type: stream, threshold: "5s"}
                      {service: "acc.*", account_token_position: 2}
                    ]
                    imports: [
                      {stream: {account: B, subject: "x.>"}, prefix: in}
                      {stream: {account: B, subject: "y.*"}, to: "z.$1"}
                      {service: {account: B, subject: help}, share: true}
                    ]
                    mappings: {a: b, "c.*": [{destination: "d.$1", weight: 40%}, {dest: e, weight: 60}]}
                    jetstream: {max_mem: 1MB, max_file: -1, max_streams: 2}
                  }
                  B: {}
                }
                """;

        // when
        AccountSettings account = load(text).accounts().get(0);

        // then
        assertThat(account.users())
                .containsExactly(new UserCredentials(
                        "ann",
                        "pw",
                        new PermissionSettings(
                                new SubjectLists(List.of("foo"), List.of()),
                                new SubjectLists(null, List.of("bar", "baz q")),
                                null)));
        assertThat(account.limits()).isEqualTo(new Limits(3, 4, 1024, 5));
        assertThat(account.defaultPermissions())
                .isEqualTo(new PermissionSettings(
                        new SubjectLists(List.of(), List.of()),
                        SubjectLists.NONE,
                        new PermissionSettings.Responses(5, Duration.ofMinutes(1))));
        assertThat(account.exports())
                .containsExactly(
                        new ExportEntry(false, "pub.>", List.of(), Answer.SINGLETON, null, 0),
                        new ExportEntry(true, "svc.*", List.of("B", "C"), Answer.STREAM, Duration.ofSeconds(5), 0),
                        new ExportEntry(true, "acc.*", List.of(), Answer.SINGLETON, null, 2));
        assertThat(account.imports())
                .containsExactly(
                        new ImportEntry(false, "B", "x.>", "in.x.>", false),
                        new ImportEntry(false, "B", "y.*", "z.$1", false),
                        new ImportEntry(true, "B", "help", "help", true));
        assertThat(account.mappings())
                .containsExactly(
                        new MappingEntry("a", List.of(new MappingEntry.Destination("b", 100, ""))),
                        new MappingEntry(
                                "c.*",
                                List.of(
                                        new MappingEntry.Destination("d.$1", 40, ""),
                                        new MappingEntry.Destination("e", 60, ""))));
        assertThat(account.streams()).isEqualTo(new AccountSettings.Streams(1 << 20, -1, 2, -1, -1, false, -1, -1));
    }

    @Test
    void shouldReadMereNames() {
        // given
        String text = "accounts: [A, B]";

        // when
        Settings settings = load(text);

        // then
        assertThat(settings.accounts()).extracting(AccountSettings::name).containsExactly("A", "B");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            true                         | 1  | PT2M
            {max: 0}                     | 1  | PT2M
            {max: -1, expires: "-1s"}    | -1 | PT-1S
            {max_msgs: 7, ttl: "30s"}    | 7  | PT30S
            """)
    void shouldReadHowOftenAnswersAreAllowed(String written, int max, Duration expires) {
        // given
        String text =
                "authorization { users: [{user: a, password: b, permission: {allow_responses: " + written + "}}] }";

        // when
        PermissionSettings permissions = load(text).users().get(0).permissions();

        // then
        assertThat(permissions).isNotNull();
        assertThat(permissions)
                .extracting(PermissionSettings::responses)
                .isEqualTo(new PermissionSettings.Responses(max, expires));
    }

    @Test
    void shouldReadWhatHoldsForUsersWithoutPermissions() {
        // given
        String text = "authorization { default_permissions: {subscribe: foo}, users: [{user: a, password: b}] }";

        // when
        Settings settings = load(text);

        // then
        assertThat(settings.defaultPermissions())
                .contains(new PermissionSettings(SubjectLists.NONE, new SubjectLists(List.of("foo"), List.of()), null));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            accounts { $G { } }                                       | '$G' is the account of those who are in no other
            accounts { "A B" { } }                                    | must not be empty or hold blanks
            accounts { A: x }                                         | the account 'A' must be a block
            accounts { A { user: [] } }                               | unknown key 'user'; did you mean 'users'?
            accounts { A { exports: [{}] } }                          | must have either a stream or a service
            accounts { A { exports: [{stream: a, service: b}] } }     | must have either a stream or a service
            accounts { A { exports: [{stream: a, response: single}] } } | 'response' is for services, not for streams
            accounts { A { exports: [{service: a, response: x}] } }   | 'x' is none of singleton, stream and chunked
            accounts { A { imports: [{stream: a}] } }                 | what is imported must be a block
            accounts { A { imports: [{stream: {account: B}}] } }      | needs an account and a subject
            accounts { A { imports: [{stream: {account: B, subject: a}, prefix: p, to: t}] } } | both a 'prefix' and a 'to'
            accounts { A { imports: [{stream: {account: B, subject: a}, prefix: "*"}] } } | stream import prefix can not contain wildcard tokens
            accounts { A { limits { max_conns: 1 } } }                | unknown key 'max_conns'
            accounts { A { mappings { a: [{destination: b}] } } }     | has no weight
            accounts { A { mappings { a: [{destination: b, weight: 101}] } } } | '101' is not between 0 and 100
            accounts { A { users: [{user: a, password: b}] }, B { users: [{user: a, password: c}] } } | the user 'a' is listed twice
            authorization { token: t }, accounts { A { users: [{user: a, password: b}] } } | a token and users of accounts exclude each other
            authorization { users: [{user: a, password: b, permissions: {pubs: x}}] } | unknown key 'pubs'
            authorization { users: [{user: a, password: b, permissions: {publish: {allowed: x}}}] } | unknown key 'allowed'; did you mean 'allow'?
            no_auth_user: x                                           | no_auth_user: there is no user 'x'
            system_account: X                                         | system_account: there is no account 'X'
            mappings: x                                               | mappings must be a block
            """)
    void shouldSayWhatIsWrong(String text, String reason) {
        // given
        String file = text.replace("}, accounts", "}\naccounts");

        // when
        ConfigException thrown = catchThrowableOfType(ConfigException.class, () -> load(file));

        // then
        assertThat(thrown.sentence()).contains(reason);
        assertThat(thrown.position()).isPresent();
    }
}
