package io.quoll.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class SettingsLoaderTest {

    private static final SettingsLoader LOADER = new SettingsLoader(Map.of());

    private final Path directory;

    SettingsLoaderTest(@TempDir Path directory) {
        this.directory = directory;
    }

    @Test
    void shouldPutFlagsOverPropertiesOverTheFileOverDefaults() throws IOException {
        // given
        Path file = Files.writeString(
                directory.resolve("quoll.conf"), "listen: '10.0.0.1:1111'\nmax_payload: 2MB\nping_max: 3\n");
        Map<Setting, GivenFlag> flags = Map.of(
                Setting.CONFIG, new GivenFlag("-c", file.toString()),
                Setting.PORT, new GivenFlag("--port", "3333"));
        PropertySource properties = PropertySource.of(Map.of("quoll.port", "2222", "quoll.max-payload", "3MB"));

        // when
        Settings settings = LOADER.load(flags, properties);

        // then
        assertThat(settings.port()).isEqualTo(3333);
        assertThat(settings.origin(Setting.PORT)).isEqualTo(new Origin.Flag("--port"));
        assertThat(settings.maxPayload()).isEqualTo(3 << 20);
        assertThat(settings.origin(Setting.MAX_PAYLOAD).describe()).isEqualTo("property quoll.max-payload");
        assertThat(settings.host()).isEqualTo("10.0.0.1");
        assertThat(settings.origin(Setting.HOST)).isEqualTo(new Position(file.toString(), 1, 9));
        assertThat(settings.pingMax()).isEqualTo(3);
        assertThat(settings.maxControlLine()).isEqualTo(4096);
        assertThat(settings.origin(Setting.MAX_CONTROL_LINE).describe()).isEqualTo("default");
        assertThat(settings.given())
                .containsExactly(Setting.CONFIG, Setting.HOST, Setting.PORT, Setting.MAX_PAYLOAD, Setting.PING_MAX);
    }

    @Test
    void shouldTakeTheNameOfTheFileFromAProperty() throws IOException {
        // given
        Path file = Files.writeString(directory.resolve("quoll.conf"), "port: 1111");

        // when
        Settings settings = LOADER.load(Map.of(), PropertySource.of(Map.of("quoll.config", file.toString())));

        // then
        assertThat(settings.port()).isEqualTo(1111);
        assertThat(settings.configFile()).contains(file);
    }

    @Test
    void shouldReadListsFromProperties() {
        // given
        PropertySource properties = PropertySource.of(Map.of(
                "quoll.authorization.users", "ann:one, bob:$2a$11$x",
                "quoll.server-tags", "red, blue",
                "quoll.server-metadata", "zone=a,rack=7",
                "quoll.http", "127.0.0.1:8222"));

        // when
        Settings settings = LOADER.load(Map.of(), properties);

        // then
        assertThat(settings.users())
                .containsExactly(new UserCredentials("ann", "one"), new UserCredentials("bob", "$2a$11$x"));
        assertThat(settings.serverTags()).containsExactly("red", "blue");
        assertThat(settings.serverMetadata()).isEqualTo(Map.of("zone", "a", "rack", "7"));
        assertThat(settings.httpHost()).isEqualTo("127.0.0.1");
        assertThat(settings.httpPort()).isEqualTo(8222);
    }

    @Test
    void shouldAcceptTheNamesThatEnvironmentVariablesLeaveBehind() {
        // given
        PropertySource properties = PropertySource.of(Map.of("QUOLL_MAX_PAYLOAD", "2MB", "quoll.server.name", "eu"));

        // when
        Settings settings = LOADER.load(Map.of(), properties);

        // then
        assertThat(settings.maxPayload()).isEqualTo(2 << 20);
        assertThat(settings.serverName()).contains("eu");
    }

    @Test
    void shouldLetAKeyStayThatIsOnlyAVariable() {
        // given
        String text = "OURS: 4333\nport: $OURS\nauthorization { PW: x, users: [{user: a, password: $PW}] }";

        // when
        Settings settings = LOADER.loadText("quoll.conf", text, Map.of(), PropertySource.none());

        // then
        assertThat(settings.port()).isEqualTo(4333);
        assertThat(settings.users()).containsExactly(new UserCredentials("a", "x"));
    }

    @Test
    void shouldNotTakeAVariableNamedPassForAPassword() {
        // given
        String text = "authorization { PASS: x, users: [{user: a, password: $PASS}] }";

        // when
        Settings settings = LOADER.loadText("quoll.conf", text, Map.of(), PropertySource.none());

        // then
        assertThat(settings.users()).containsExactly(new UserCredentials("a", "x"));
    }

    @Test
    void shouldNotMistakeTheLinksOfKubernetesForSettings() {
        // given
        PropertySource properties = PropertySource.of(Map.of(
                "QUOLL_PORT", "tcp://10.0.0.1:4222",
                "QUOLL_PORT_4222_TCP", "tcp://10.0.0.1:4222",
                "QUOLL_PORT_4222_TCP_ADDR", "10.0.0.1",
                "quoll.service.host", "10.0.0.1",
                "quoll.service.port.client", "4222"));

        // when
        Settings settings = LOADER.load(Map.of(), properties);

        // then
        assertThat(settings.given()).isEmpty();
    }

    @Test
    void shouldSayWhatDiffersFromAnotherConfiguration() {
        // given
        Settings before = LOADER.loadText("a", "debug: true\nping_max: 3", Map.of(), PropertySource.none());
        Settings after = LOADER.loadText("b", "ping_max: 3\ntrace: true", Map.of(), PropertySource.none());

        // when
        List<Setting> differences = after.differences(before);

        // then
        assertThat(differences).containsExactly(Setting.DEBUG, Setting.TRACE);
    }

    static Stream<Arguments> shouldPointAtAWrongSetting() {
        return Stream.of(
                Arguments.of("prot: 1", "1:1", "unknown key 'prot'; did you mean 'port'?"),
                Arguments.of("port: 1\n max_paylaod = 1", "2:2", "did you mean 'max_payload'?"),
                Arguments.of("zzzz: 1", "1:1", "unknown key 'zzzz'"),
                Arguments.of("authorization { tokn: x }", "1:17", "did you mean 'token'?"),
                Arguments.of("authorization { users: [{usr: a}] }", "1:26", "did you mean 'user'?"),
                Arguments.of("'jetstream.store_dir': x", "1:1", "unknown key"),
                Arguments.of("port: x", "1:7", "port: 'x' is not a port number"),
                Arguments.of("port: 65536", "1:7", "not between -1 and 65535"),
                Arguments.of("port: -2", "1:7", "not between -1 and 65535"),
                Arguments.of("port: [1]", "1:7", "port must be a single value, not a list"),
                Arguments.of("host: {}", "1:7", "host must be a single value, not a block"),
                Arguments.of("listen: a:b", "1:9", "listen: 'b' is not a port number"),
                Arguments.of("listen: ::1:4222", "1:9", "needs brackets"),
                Arguments.of("debug: maybe", "1:8", "neither true nor false"),
                Arguments.of("max_payload: 0", "1:14", "not between 1 and 2147483647"),
                Arguments.of("max_payload: 3GB", "1:14", "not between 1 and 2147483647"),
                Arguments.of("max_pending: -5", "1:14", "is not between 1"),
                Arguments.of(
                        "max_payload: 8k\n\nmax_pending: 4k", "1:14", "must not be larger than max_pending (4000)"),
                Arguments.of("max_pending: 4k", "1:14", "must not be larger than max_pending (4000)"),
                Arguments.of("max_subscription_tokens: 256", "1:26", "not be larger than 255"),
                Arguments.of("event_loops: -1", "1:14", "must not be negative"),
                Arguments.of("ping_interval: fast", "1:16", "'fast' is not a duration"),
                Arguments.of("ping_interval: 0", "1:16", "longer than nothing"),
                Arguments.of("write_deadline: 0s", "1:17", "longer than nothing"),
                Arguments.of("lame_duck_duration: 5s", "1:21", "(10s) must be shorter than lame_duck_duration (5s)"),
                Arguments.of("server_name: 'a b'", "1:14", "must not be empty or hold blanks"),
                Arguments.of("client_advertise: 'a:x'", "1:19", "'x' is not a port number"),
                Arguments.of("client_advertise: ':1'", "1:19", "needs a host"),
                Arguments.of("logfile: \"\\x00\"", "1:10", "logfile: "),
                Arguments.of("server_tags: [{}]", "1:15", "an item of server_tags must be a single value"),
                Arguments.of("server_metadata { a: [] }", "1:22", "server_metadata.a must be a single value"),
                Arguments.of("authorization: x", "1:16", "authorization must be a block"),
                Arguments.of("authorization { token: '' }", "1:24", "must not be empty"),
                Arguments.of("authorization { user: a }", "1:23", "a user needs a password"),
                Arguments.of("authorization { pass: a }", "1:23", "a password needs a user"),
                Arguments.of("authorization { users: [] }", "1:24", "authorization.users must not be empty"),
                Arguments.of("authorization { users: [x] }", "1:25", "an item of authorization.users must be a block"),
                Arguments.of("authorization { users: [{pass: a}] }", "1:25", "has no user"),
                Arguments.of(
                        "authorization { users: [{user: a, pass: b}, {user: a, pass: c}] }",
                        "1:24",
                        "the user 'a' is listed twice"),
                Arguments.of(
                        "authorization { token: t\n users: [{user: a, pass: b}] }",
                        "1:24",
                        "a token and a list of users exclude each other; the other is given at quoll.conf:2:9"),
                Arguments.of("authorization { token: t, user: a, pass: b }", "1:24", "a token and a single user"),
                Arguments.of(
                        "authorization { user: a, pass: b, users: [{user: a, pass: b}] }",
                        "1:23",
                        "a single user and a list of users"));
    }

    @ParameterizedTest
    @MethodSource
    void shouldPointAtAWrongSetting(String text, String place, String sentence) {
        // given
        PropertySource properties = PropertySource.none();

        // when
        ConfigException thrown = catchThrowableOfType(
                ConfigException.class, () -> LOADER.loadText("quoll.conf", text, Map.of(), properties));

        // then
        assertThat(thrown).hasMessageStartingWith("quoll.conf:" + place + ": ");
        assertThat(thrown.sentence()).contains(sentence);
    }

    static Stream<Arguments> shouldBlameAFlagOrAProperty() {
        return Stream.of(
                Arguments.of(
                        Map.of("quoll.max-paylod", "1"),
                        "property quoll.max-paylod: unknown property; did you mean 'quoll.max-payload'?"),
                Arguments.of(Map.of("quoll.port", "x"), "property quoll.port: port: 'x' is not a port number"),
                Arguments.of(
                        Map.of("quoll.server-metadata", "x"),
                        "property quoll.server-metadata: server_metadata needs key=value pairs, not 'x'"),
                Arguments.of(
                        Map.of("quoll.authorization.users", "ann:secret,bob"),
                        "property quoll.authorization.users: authorization.users needs user:password pairs; "
                                + "one of them is not such a pair"),
                Arguments.of(
                        Map.of("quoll.config", "no/such.conf"),
                        "property quoll.config: there is no file no/such.conf"));
    }

    @ParameterizedTest
    @MethodSource
    void shouldBlameAFlagOrAProperty(Map<String, String> properties, String message) {
        // given
        PropertySource source = PropertySource.of(properties);

        // when
        ConfigException thrown = catchThrowableOfType(ConfigException.class, () -> LOADER.load(Map.of(), source));

        // then
        assertThat(thrown).hasMessage(message);
        assertThat(thrown.position()).isEmpty();
    }

    static Stream<String> shouldRefuseWhatItWouldBeInsecureToPassOver() {
        return Stream.of(
                "accounts { A { msg_trace: x } }",
                "accounts { A { exports: [{service: x, latency: y}] } }",
                "default_sentinel: x",
                "https: 1",
                "gateway {}",
                "mqtt {}");
    }

    @ParameterizedTest
    @MethodSource
    void shouldRefuseWhatItWouldBeInsecureToPassOver(String text) {
        // given
        PropertySource properties = PropertySource.none();

        // when
        ConfigException thrown = catchThrowableOfType(
                ConfigException.class, () -> LOADER.loadText("quoll.conf", text, Map.of(), properties));

        // then
        assertThat(thrown.position()).isPresent();
        assertThat(thrown.sentence()).endsWith("is known to nats-server but not built into this version of Quoll");
    }

    @Test
    void shouldNoticeWhatIsPassedOver() {
        // given
        String text = "\nleafnodes { listen: 'h:-1' }\n"
                + "cluster { anything { goes: 1 } }\njetstream { max_buffered_msgs: 1k }\nsyslog: false";

        // when
        Settings settings = LOADER.loadText("quoll.conf", text, Map.of(), PropertySource.none());

        // then
        assertThat(settings.notices())
                .extracting(Notice::toString)
                .containsExactly(
                        "quoll.conf:2:1: not built in yet: leafnodes",
                        "quoll.conf:3:1: not built in yet: cluster",
                        "quoll.conf:5:1: not built in yet: syslog");
    }
}
