package io.quoll.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class SettingsTest {

    @Test
    void shouldHaveTheDefaultsOfNats() {
        // given
        Settings settings = Settings.defaults();

        // when
        String listen = settings.host() + ":" + settings.port();

        // then
        assertThat(listen).isEqualTo("0.0.0.0:4222");
        assertThat(settings.httpPort()).isZero();
        assertThat(settings.maxControlLine()).isEqualTo(4096);
        assertThat(settings.maxPayload()).isEqualTo(1 << 20);
        assertThat(settings.maxPending()).isEqualTo(64L << 20);
        assertThat(settings.maxConnections()).isEqualTo(65536);
        assertThat(settings.maxSubscriptions()).isEqualTo(Integer.MAX_VALUE);
        assertThat(settings.maxSubscriptionTokens()).isZero();
        assertThat(settings.maxTracedMsgLength()).isEqualTo(Integer.MAX_VALUE);
        assertThat(settings.maxClosedClients()).isEqualTo(10_000);
        assertThat(settings.pingInterval()).isEqualTo(Duration.ofMinutes(2));
        assertThat(settings.pingMax()).isEqualTo(2);
        assertThat(settings.writeDeadline()).isEqualTo(Duration.ofSeconds(10));
        assertThat(settings.lameDuckDuration()).isEqualTo(Duration.ofMinutes(2));
        assertThat(settings.lameDuckGracePeriod()).isEqualTo(Duration.ofSeconds(10));
        assertThat(settings.authorizationTimeout()).isEqualTo(Duration.ofSeconds(2));
        assertThat(settings.connectErrorReports()).isEqualTo(3600);
        assertThat(settings.reconnectErrorReports()).isEqualTo(1);
        assertThat(settings.logTime()).isTrue();
        assertThat(settings.debug() || settings.trace() || settings.jetStream()).isFalse();
        assertThat(settings.users()).isEmpty();
        assertThat(settings.token()).isEmpty();
        assertThat(settings.given()).isEmpty();
        assertThat(settings.notices()).isEmpty();
    }

    static Stream<Arguments> shouldKnowEveryNameInTheFile() {
        return Stream.of(
                Arguments.of("listen: '127.0.0.1:5'", Setting.HOST, "127.0.0.1"),
                Arguments.of("listen: 127.0.0.1:5", Setting.PORT, "5"),
                Arguments.of("listen: 5", Setting.PORT, "5"),
                Arguments.of("listen: '[::1]:5'", Setting.HOST, "::1"),
                Arguments.of("listen: ':5'", Setting.HOST, "0.0.0.0"),
                Arguments.of("net: a", Setting.HOST, "a"),
                Arguments.of("HOST: a", Setting.HOST, "a"),
                Arguments.of("client_advertise: 'a:1'", Setting.CLIENT_ADVERTISE, "a:1"),
                Arguments.of("client_advertise: '[::1]'", Setting.CLIENT_ADVERTISE, "[::1]"),
                Arguments.of("server_name: n", Setting.SERVER_NAME, "n"),
                Arguments.of("server_tags: [a, b]", Setting.SERVER_TAGS, "[a, b]"),
                Arguments.of("server_tags: a", Setting.SERVER_TAGS, "[a]"),
                Arguments.of("server_metadata { a: b }", Setting.SERVER_METADATA, "{a=b}"),
                Arguments.of("debug: on", Setting.DEBUG, "true"),
                Arguments.of("trace: Yes", Setting.TRACE, "true"),
                Arguments.of("logtime: off", Setting.LOGTIME, "false"),
                Arguments.of("logfile: /a/b", Setting.LOG_FILE, "/a/b"),
                Arguments.of("log_file: c", Setting.LOG_FILE, "c"),
                Arguments.of("pidfile: a", Setting.PID_FILE, "a"),
                Arguments.of("pid_file: a", Setting.PID_FILE, "a"),
                Arguments.of("ports_file_dir: /tmp", Setting.PORTS_FILE_DIR, "/tmp"),
                Arguments.of("http: 8222", Setting.HTTP_PORT, "8222"),
                Arguments.of("http: '127.0.0.1:-1'", Setting.HTTP_PORT, "-1"),
                Arguments.of("http: '127.0.0.1:-1'", Setting.HTTP_HOST, "127.0.0.1"),
                Arguments.of("http_port: 1", Setting.HTTP_PORT, "1"),
                Arguments.of("monitor_port: 1", Setting.HTTP_PORT, "1"),
                Arguments.of("tracing_endpoint: 'HTTPS://otel'", Setting.TRACING_ENDPOINT, "HTTPS://otel"),
                Arguments.of("tracing_sampling: 0.25", Setting.TRACING_SAMPLING, "0.25"),
                Arguments.of("max_conn: 1k", Setting.MAX_CONNECTIONS, "1000"),
                Arguments.of("max_connections: 64K", Setting.MAX_CONNECTIONS, "64000"),
                Arguments.of("max_subs: 7", Setting.MAX_SUBSCRIPTIONS, "7"),
                Arguments.of("max_payload: 8MB", Setting.MAX_PAYLOAD, "8388608"),
                Arguments.of("max_pending: 1GB", Setting.MAX_PENDING, "1073741824"),
                Arguments.of("ping_interval: '20s'", Setting.PING_INTERVAL, "20s"),
                Arguments.of("ping_interval: 20", Setting.PING_INTERVAL, "20s"),
                Arguments.of("write_deadline: \"300ms\"", Setting.WRITE_DEADLINE, "300ms"),
                Arguments.of("lame_duck_duration: 1m30s", Setting.LAME_DUCK_DURATION, "1m30s"),
                Arguments.of("authorization { timeout: 0.5 }", Setting.AUTHORIZATION_TIMEOUT, "500ms"),
                Arguments.of("jetstream: enabled", Setting.JETSTREAM, "true"),
                Arguments.of("jetstream: disabled", Setting.JETSTREAM, "false"),
                Arguments.of("jetstream {}", Setting.JETSTREAM, "true"),
                Arguments.of("jetstream { enabled: false }", Setting.JETSTREAM, "false"),
                Arguments.of("jetstream { store_dir: /s }", Setting.JETSTREAM_STORE_DIR, "/s"),
                Arguments.of("store_dir: /s", Setting.JETSTREAM_STORE_DIR, "/s"),
                Arguments.of("jetstream { max_mem: 1G }", Setting.JETSTREAM_MAX_MEMORY_STORE, "1000000000"),
                Arguments.of("jetstream { max_file_store: 1Gb }", Setting.JETSTREAM_MAX_FILE_STORE, "1073741824"),
                Arguments.of("jetstream { domain: d }", Setting.JETSTREAM_DOMAIN, "d"),
                Arguments.of("event_loops: 3", Setting.EVENT_LOOPS, "3"),
                Arguments.of("authorization { token: s3cr3t }", Setting.TOKEN, "***"),
                Arguments.of("authorization { users: [{user: a, pass: b}] }", Setting.USERS, "***"));
    }

    @ParameterizedTest
    @MethodSource
    void shouldKnowEveryNameInTheFile(String text, Setting setting, String expected) {
        // given
        Settings settings = load(text);

        // when
        String shown = settings.shown(setting);

        // then
        assertThat(shown).isEqualTo(expected);
    }

    @Test
    void shouldTurnLimitsThatMeanNoneIntoTheLargest() {
        // given
        Settings settings = load("max_connections: -1\nmax_subscriptions: -1\nmax_traced_msg_len: 5");

        // when
        int connections = settings.maxConnections();

        // then
        assertThat(connections).isEqualTo(Integer.MAX_VALUE);
        assertThat(settings.maxSubscriptions()).isEqualTo(Integer.MAX_VALUE);
        assertThat(settings.maxTracedMsgLength()).isEqualTo(5);
    }

    @Test
    void shouldTakeTheDefaultForZeroWhereNatsDoes() {
        // given
        Settings settings = load("port: 0\nmax_connections: 0");

        // when
        int port = settings.port();

        // then
        assertThat(port).isEqualTo(4222);
        assertThat(settings.maxConnections()).isEqualTo(65536);
    }

    @Test
    void shouldMakeASingleUserAListOfOne() {
        // given
        Settings settings = load("authorization { username: ann, pass: one }");

        // when
        var users = settings.users();

        // then
        assertThat(users).containsExactly(new UserCredentials("ann", "one"));
        assertThat(users.get(0)).hasToString("ann:***");
    }

    @Test
    void shouldMonitorOnTheAddressOfClientsUnlessToldOtherwise() {
        // given
        Settings settings = load("host: 10.1.1.1\nhttp: 8222\nhttp_base_path: nats/");

        // when
        String host = settings.httpHost();

        // then
        assertThat(host).isEqualTo("10.1.1.1");
        assertThat(settings.httpBasePath()).isEqualTo("/nats");
    }

    @Test
    void shouldLeaveAFileOutThatHasNoName() {
        // given
        Settings settings = load("logfile: ''\npidfile: p");

        // when
        var logFile = settings.logFile();

        // then
        assertThat(logFile).isEmpty();
        assertThat(settings.pidFile()).contains(Path.of("p"));
    }

    @ParameterizedTest
    @CsvSource({"0, 1, 1", "0, 2, 1", "0, 8, 4", "3, 8, 3", "16, 8, 16"})
    void shouldServeClientsOnHalfTheCores(int asked, int cores, int expected) {
        // given
        Settings settings = load("event_loops: " + asked);

        // when
        int loops = settings.eventLoops(cores);

        // then
        assertThat(loops).isEqualTo(expected);
    }

    private static Settings load(String text) {
        return new SettingsLoader(Map.of()).loadText("quoll.conf", text, Map.of(), PropertySource.none());
    }
}
