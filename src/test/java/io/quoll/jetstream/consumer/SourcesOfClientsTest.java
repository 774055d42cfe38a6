package io.quoll.jetstream.consumer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.nats.client.Connection;
import io.nats.client.JetStreamApiException;
import io.nats.client.JetStreamManagement;
import io.nats.client.Nats;
import io.nats.client.api.External;
import io.nats.client.api.RetentionPolicy;
import io.nats.client.api.Source;
import io.nats.client.api.StorageType;
import io.nats.client.api.StreamConfiguration;
import io.quoll.testkit.TestBroker;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Work queues that other streams take over, in files and across accounts. */
class SourcesOfClientsTest {

    private static final Duration SOON = Duration.ofSeconds(15);
    private static final String ACCOUNTS = """
            jetstream { }
            accounts {
              OWNER {
                jetstream: enabled
                users: [ { user: owner, password: o } ]
                exports: [ { service: "$JS.API.>" }, { service: "$JS.FC.>" }, { stream: "to.guest.>" } ]
              }
              GUEST {
                jetstream: enabled
                users: [ { user: guest, password: g } ]
                imports: [
                  { service: { account: OWNER, subject: "$JS.API.>" }, to: "owner.api.>" }
                  { service: { account: OWNER, subject: "$JS.FC.>" } }
                  { stream: { account: OWNER, subject: "to.guest.>" } }
                ]
              }
            }
            """;

    private static void addWork(Connection client, StorageType storage) throws IOException, JetStreamApiException {
        client.jetStreamManagement()
                .addStream(StreamConfiguration.builder()
                        .name("WORK")
                        .subjects("work.*")
                        .retentionPolicy(RetentionPolicy.WorkQueue)
                        .storageType(storage)
                        .build());
    }

    private static void publish(Connection client, int first, int last) throws Exception {
        for (int i = first; i <= last; i++) {
            client.jetStream().publish("work.a", Integer.toString(i).getBytes(StandardCharsets.UTF_8));
        }
    }

    private static long count(Connection client, String stream) throws Exception {
        return client.jetStreamManagement()
                .getStreamInfo(stream)
                .getStreamState()
                .getMsgCount();
    }

    @Test
    void shouldReachAnotherAccount() throws Exception {
        // given
        try (TestBroker broker = TestBroker.start(2, ACCOUNTS);
                Connection owner = broker.connect("owner", "o");
                Connection guest = broker.connect("guest", "g")) {
            addWork(owner, StorageType.Memory);
            publish(owner, 1, 20);

            // when
            guest.jetStreamManagement()
                    .addStream(StreamConfiguration.builder()
                            .name("ALL")
                            .storageType(StorageType.Memory)
                            .sources(Source.builder()
                                    .name("WORK")
                                    .external(External.builder()
                                            .api("owner.api")
                                            .deliver("to.guest")
                                            .build())
                                    .build())
                            .build());
            publish(owner, 21, 30);

            // then
            await().atMost(SOON).until(() -> count(guest, "ALL") == 30 && count(owner, "WORK") == 0);
        }
    }

    @Test
    void shouldGoOnAfterARestart(@TempDir Path directory) throws Exception {
        // given
        String configuration = "jetstream { store_dir: '" + directory + "' }";
        try (TestBroker broker = TestBroker.start(1, configuration);
                Connection client = Nats.connect(broker.url())) {
            addWork(client, StorageType.File);
            client.jetStreamManagement()
                    .addStream(StreamConfiguration.builder()
                            .name("ALL")
                            .sources(Source.builder().name("WORK").build())
                            .build());
            publish(client, 1, 50);
            await().atMost(SOON).until(() -> count(client, "ALL") == 50);
        }

        // when
        try (TestBroker broker = TestBroker.start(1, configuration);
                Connection client = Nats.connect(broker.url())) {
            publish(client, 51, 60);

            // then
            await().atMost(SOON).until(() -> count(client, "ALL") >= 60 && count(client, "WORK") == 0);
            JetStreamManagement management = client.jetStreamManagement();
            assertThat(count(client, "ALL")).isEqualTo(60);
            assertThat(management.getMessage("ALL", 60).getData())
                    .asString(StandardCharsets.UTF_8)
                    .isEqualTo("60");
            assertThat(management.getConsumerNames("WORK")).singleElement().satisfies(name -> assertThat(name)
                    .startsWith("JS_SRC_"));
        }
    }
}
