package io.quoll.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class ServerInfoTest {

    private static final ServerInfo INFO = new ServerInfo(
            "NID", "name \"x\"", "2.12.0", "java17", "127.0.0.1", 4222, true, false, 1 << 20, 0, "", List.of());

    private static String line(ServerInfo info, boolean lameDuck, boolean connectInfo) {
        return new String(
                info.line(new ServerInfo.ForClient(7, "10.0.0.1", lameDuck, connectInfo, "$G", false, 1 << 20, null)),
                StandardCharsets.UTF_8);
    }

    @Test
    void shouldLeaveOutWhatIsNotSo() {
        // given
        ServerInfo info = INFO;

        // when
        String line = line(info, false, false);

        // then
        assertThat(line)
                .isEqualTo("INFO {\"server_id\":\"NID\",\"server_name\":\"name \\\"x\\\"\",\"version\":\"2.12.0\","
                        + "\"proto\":1,\"go\":\"java17\",\"host\":\"127.0.0.1\",\"port\":4222,\"headers\":true,"
                        + "\"max_payload\":1048576,\"client_id\":7,\"client_ip\":\"10.0.0.1\"}\r\n");
    }

    @Test
    void shouldNameTheAccountOnceTheClientIsKnown() {
        // given
        ServerInfo info = INFO;

        // when
        String line = line(info, false, true);

        // then
        assertThat(line).contains("\"connect_info\":true,\"remote_account\":\"$G\"");
    }

    @Test
    void shouldNotSendClientsToALameDuck() {
        // given
        ServerInfo info = new ServerInfo(
                "NID", "n", "2.12.0", "java17", "0.0.0.0", 4222, true, true, 1 << 20, 0, "", List.of("10.0.0.9:4222"));

        // when
        String line = line(info, true, false);

        // then
        assertThat(line)
                .contains("\"ldm\":true")
                .contains("\"auth_required\":true")
                .doesNotContain("connect_urls");
    }

    @Test
    void shouldSayWhereToConnect() {
        // given
        ServerInfo info = new ServerInfo(
                "NID", "n", "2.12.0", "java17", "0.0.0.0", 4222, true, true, 1 << 20, 0, "", List.of("10.0.0.9:4222"));

        // when
        String line = line(info, false, false);

        // then
        assertThat(line).contains("\"connect_urls\":[\"10.0.0.9:4222\"]");
    }

    @Test
    void shouldSayHowFarTheJetStreamApiGoes() {
        // given
        ServerInfo info = new ServerInfo(
                "NID", "n", "2.14.0", "java17", "0.0.0.0", 4222, true, false, 1 << 20, 4, "hub", List.of());

        // when
        String line = line(info, false, false);

        // then
        assertThat(line)
                .contains("\"jetstream\":true")
                .contains("\"api_lvl\":4")
                .contains("\"domain\":\"hub\"");
    }
}
