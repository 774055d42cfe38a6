package io.quoll.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Files of the kinds with which the test suites of the official clients start a server. */
class ClientSuiteConfigTest {

    @Test
    void shouldStartOnFreePorts() {
        // given
        String text = """
                host: 127.0.0.1
                port: -1
                http: "127.0.0.1:-1"
                ports_file_dir: /tmp/ports
                debug: false
                trace: true
                server_tags: [
                  alpha
                  beta
                ]
                websocket: {
                  port: -1
                  no_tls: true
                }
                leafnodes {
                  listen: "127.0.0.1:-1"
                }
                jetstream {
                  store_dir: /tmp/streams
                  max_mem_store: 1Gb
                  max_file_store: 1GB
                }
                """;

        // when
        Settings settings = load(text);

        // then
        assertThat(settings.port()).isEqualTo(-1);
        assertThat(settings.httpHost()).isEqualTo("127.0.0.1");
        assertThat(settings.httpPort()).isEqualTo(-1);
        assertThat(settings.portsFileDir()).contains(Path.of("/tmp/ports"));
        assertThat(settings.trace()).isTrue();
        assertThat(settings.serverTags()).containsExactly("alpha", "beta");
        assertThat(settings.jetStreamStoreDir()).contains(Path.of("/tmp/streams"));
        assertThat(settings.jetStreamMaxMemoryStore()).contains(1L << 30);
        assertThat(settings.jetStreamMaxFileStore()).contains(1L << 30);
        assertThat(settings.webSocket()).isPresent();
        assertThat(settings.notices()).hasSize(1);
    }

    @Test
    void shouldLetUsersIn() {
        // given
        String text = """
                # a listener and two users
                port: 4222
                net: '127.0.0.1'

                authorization {
                  PASS: "#{[\u2603"
                  users = [
                    {user: ann, password: $2a$11$0123456789abcdefghijkl}
                    {"user": "bob", "password": $PASS},
                  ]
                  timeout: 1
                }
                """;

        // when
        Settings settings = load(text);

        // then
        assertThat(settings.host()).isEqualTo("127.0.0.1");
        assertThat(settings.users())
                .containsExactly(
                        new UserCredentials("ann", "$2a$11$0123456789abcdefghijkl"),
                        new UserCredentials("bob", "#{[\u2603"));
        assertThat(settings.authorizationTimeout()).isEqualTo(Duration.ofSeconds(1));
    }

    @Test
    void shouldAskForAToken() {
        // given
        String text = """
                {
                  "listen": "localhost:4222",
                  "authorization": {"token": "tokén"},
                  "max_payload": 1024
                }
                """;

        // when
        Settings settings = load(text);

        // then
        assertThat(settings.token()).contains("tok\u00e9n");
        assertThat(settings.maxPayload()).isEqualTo(1024);
    }

    @Test
    void shouldPassOverAClusterForNow() {
        // given
        String text = """
                server_name = one
                listen 127.0.0.1:4222
                cluster {
                  name: trio
                  listen: 127.0.0.1:6222
                  routes = [
                    nats-route://127.0.0.1:6223
                    nats-route://127.0.0.1:6224
                  ]
                }
                jetstream: {enabled: true, max_buffered_msgs: 100, max_buffered_size: 1MB}
                """;

        // when
        Settings settings = load(text);

        // then
        assertThat(settings.serverName()).contains("one");
        assertThat(settings.notices()).extracting(Notice::text).containsExactlyInAnyOrder("not built in yet: cluster");
    }

    @Test
    void shouldTakePermissionsThroughAVariable() {
        // given
        String text = """
                authorization {
                  READER: { subscribe: { allow: ["q.>", _INBOX.>] }, publish: { deny: ">" } }
                  users [
                    { user: ann, password: a }
                    { user: bob, password: b, permissions: $READER }
                  ]
                }
                """;

        // when
        Settings settings = load(text);

        // then
        PermissionSettings reader = new PermissionSettings(
                new SubjectLists(null, List.of(">")), new SubjectLists(List.of("q.>", "_INBOX.>"), List.of()), null);
        assertThat(settings.users())
                .containsExactly(new UserCredentials("ann", "a"), new UserCredentials("bob", "b", reader));
    }

    @Test
    void shouldReadAccounts() {
        // given
        String text = "accounts: { $SYS: {}, A: { jetstream: enabled, users: [{user: a, password: b}] } }";

        // when
        Settings settings = load(text);

        // then
        assertThat(settings.accounts()).extracting(AccountSettings::name).containsExactly("$SYS", "A");
        assertThat(settings.accounts().get(1).streams()).isEqualTo(AccountSettings.Streams.UNLIMITED);
    }

    private static Settings load(String text) {
        return new SettingsLoader(Map.of()).loadText("suite.conf", text, Map.of(), PropertySource.none());
    }
}
