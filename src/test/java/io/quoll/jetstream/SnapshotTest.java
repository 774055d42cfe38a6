package io.quoll.jetstream;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.nats.client.JetStreamApiException;
import io.nats.client.api.MessageInfo;
import io.nats.client.impl.Headers;
import io.quoll.testkit.JetStreamBroker;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Streams that are taken away as snapshots and come back. */
class SnapshotTest {

    private static final Duration PATIENCE = Duration.ofSeconds(15);

    @RegisterExtension
    static final JetStreamBroker JETSTREAM = new JetStreamBroker(1, "jetstream { }");

    private static final Snapshots SNAPSHOTS = new Snapshots(JETSTREAM);

    private static String config(String name, String storage) {
        return "{'name':'" + name + "','subjects':['" + name + ".>'],'storage':'" + storage + "'}";
    }

    /** A stream with gaps in front, within and at its end. */
    private static void fill(String name, String storage, int messages) throws Exception {
        assertThat(SNAPSHOTS.ask("$JS.API.STREAM.CREATE." + name, config(name, storage)))
                .contains("\"did_create\":true");
        Random random = new Random(messages);
        for (int i = 1; i <= messages; i++) {
            byte[] payload = new byte[random.nextInt(3_000)];
            random.nextBytes(payload);
            Headers headers = i % 3 == 0 ? new Headers().add("Number", String.valueOf(i)) : null;
            JETSTREAM.client().publish(name + "." + i % 7, headers, payload);
        }
        JETSTREAM.client().flush(PATIENCE);
        for (long sequence : new long[] {1, 2, 5, 40, 41, messages}) {
            JETSTREAM.management().deleteMessage(name, sequence);
        }
    }

    private static List<String> contents(String name, int messages) throws Exception {
        List<String> contents = new ArrayList<>();
        for (int i = 1; i <= messages; i++) {
            try {
                MessageInfo found = JETSTREAM.management().getMessage(name, i);
                byte[] data = found.getData();
                contents.add(i + " " + found.getSubject() + " " + found.getTime() + " "
                        + (found.getHeaders() == null ? "" : found.getHeaders().getFirst("Number")) + " "
                        + (data == null ? "" : new String(data, UTF_8)));
            } catch (JetStreamApiException e) {
                contents.add(i + " " + e.getApiErrorCode());
            }
        }
        return contents;
    }

    @Test
    void shouldBringBackAStreamAsItWas() throws Exception {
        for (String storage : new String[] {"file", "memory"}) {
            // given
            String name = "WHOLE_" + storage;
            fill(name, storage, 300);
            List<String> before = contents(name, 301);
            List<byte[]> chunks = SNAPSHOTS.take(name, 16_384, 65_536);
            JETSTREAM.management().deleteStream(name);

            // when
            String answer = SNAPSHOTS.bring(SNAPSHOTS.deliverSubject(name, config(name, storage)), chunks);

            // then
            assertThat(answer).contains("stream_create_response").contains("\"last_seq\":300");
            assertThat(chunks).hasSizeGreaterThan(5);
            assertThat(contents(name, 301)).isEqualTo(before);
            assertThat(JETSTREAM
                            .client()
                            .jetStream()
                            .publish(name + ".next", null)
                            .getSeqno())
                    .isEqualTo(301);
        }
    }

    @Test
    void shouldBringBackAnEmptyStreamWithItsSequences() throws Exception {
        // given
        fill("EMPTY", "file", 60);
        JETSTREAM.management().purgeStream("EMPTY");
        List<byte[]> chunks = SNAPSHOTS.take("EMPTY", 0, 0);
        JETSTREAM.management().deleteStream("EMPTY");

        // when
        String answer = SNAPSHOTS.bring(SNAPSHOTS.deliverSubject("EMPTY", config("EMPTY", "file")), chunks);

        // then
        assertThat(answer).contains("stream_create_response");
        assertThat(JETSTREAM.client().jetStream().publish("EMPTY.next", null).getSeqno())
                .isEqualTo(61);
    }

    @Test
    void shouldLeaveNothingOfASnapshotThatIsNotWhole() throws Exception {
        // given
        fill("CUT", "file", 200);
        List<byte[]> chunks = SNAPSHOTS.take("CUT", 16_384, 65_536);
        JETSTREAM.management().deleteStream("CUT");

        // when
        String cut = SNAPSHOTS.bring(
                SNAPSHOTS.deliverSubject("CUT", config("CUT", "file")), chunks.subList(0, chunks.size() - 1));
        chunks.get(2)[5_000] ^= 1;
        String damaged = SNAPSHOTS.bring(SNAPSHOTS.deliverSubject("CUT", config("CUT", "file")), chunks);
        String wrong = SNAPSHOTS.bring(
                SNAPSHOTS.deliverSubject("CUT", config("CUT", "file")), List.of("no snapshot".getBytes(UTF_8)));

        // then
        assertThat(cut).contains("\"err_code\":10062").contains("backup was truncated");
        assertThat(damaged).contains("\"err_code\":10062");
        assertThat(wrong).contains("\"err_code\":10062");
        assertThat(JETSTREAM.management().getStreamNames()).doesNotContain("CUT");
        assertThat(SNAPSHOTS.ask("$JS.API.STREAM.CREATE.CUT", config("CUT", "file")))
                .contains("\"messages\":0");
    }

    @Test
    void shouldRefuseWhatCannotBe() throws Exception {
        // given
        fill("THERE", "memory", 50);

        // when
        String used = SNAPSHOTS.ask("$JS.API.STREAM.RESTORE.THERE", "{'config':" + config("THERE", "memory") + "}");
        String other = SNAPSHOTS.ask("$JS.API.STREAM.RESTORE.ONE", "{'config':" + config("OTHER", "memory") + "}");
        String overlap = SNAPSHOTS.ask(
                "$JS.API.STREAM.RESTORE.OVER", "{'config':{'name':'OVER','subjects':['THERE.1'],'storage':'memory'}}");
        String subject = SNAPSHOTS.ask("$JS.API.STREAM.SNAPSHOT.THERE", "{'deliver_subject':'not.*'}");
        String missing = SNAPSHOTS.ask("$JS.API.STREAM.SNAPSHOT.NONE", "{'deliver_subject':'x'}");
        String nothing = SNAPSHOTS.ask("$JS.API.STREAM.SNAPSHOT.THERE", "");

        // then
        assertThat(used).contains("\"err_code\":10130");
        assertThat(other).contains("\"err_code\":10056");
        assertThat(overlap).contains("\"err_code\":10065");
        assertThat(subject).contains("\"err_code\":10015");
        assertThat(missing).contains("\"err_code\":10059");
        assertThat(nothing).contains("\"err_code\":10003");
    }
}
