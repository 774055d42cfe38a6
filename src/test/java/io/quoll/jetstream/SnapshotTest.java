package io.quoll.jetstream;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.nats.client.JetStreamApiException;
import io.nats.client.Message;
import io.nats.client.Subscription;
import io.nats.client.api.MessageInfo;
import io.nats.client.impl.Headers;
import io.quoll.testkit.JetStreamBroker;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Streams that are taken away as snapshots and come back. */
class SnapshotTest {

    private static final Duration PATIENCE = Duration.ofSeconds(15);
    private static final Pattern DELIVER = Pattern.compile("\"deliver_subject\":\"([^\"]+)\"");

    @RegisterExtension
    static final JetStreamBroker JETSTREAM = new JetStreamBroker(1, "jetstream { }");

    private static String ask(String subject, String body) throws Exception {
        byte[] payload = body.replace('\'', '"').getBytes(UTF_8);
        return new String(JETSTREAM.client().request(subject, payload, PATIENCE).getData(), UTF_8);
    }

    private static String config(String name, String storage) {
        return "{'name':'" + name + "','subjects':['" + name + ".>'],'storage':'" + storage + "'}";
    }

    /** A stream with gaps in front, within and at its end. */
    private static void fill(String name, String storage, int messages) throws Exception {
        assertThat(ask("$JS.API.STREAM.CREATE." + name, config(name, storage))).contains("\"did_create\":true");
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

    /** The chunks of a snapshot, each acknowledged, and the status behind them. */
    private static List<byte[]> take(String name, int chunkSize, int windowSize) throws Exception {
        Subscription inbox = JETSTREAM.client().subscribe("backup." + name);
        JETSTREAM.client().flush(PATIENCE);
        String answer = ask(
                "$JS.API.STREAM.SNAPSHOT." + name,
                "{'deliver_subject':'backup." + name + "','chunk_size':" + chunkSize + ",'window_size':" + windowSize
                        + "}");
        assertThat(answer)
                .contains("stream_snapshot_response")
                .contains("\"config\"")
                .contains("\"last_seq\"");
        List<byte[]> chunks = new ArrayList<>();
        Message chunk = inbox.nextMessage(PATIENCE);
        while (chunk != null && chunk.getData().length > 0) {
            chunks.add(chunk.getData());
            if (chunk.getReplyTo() != null) {
                JETSTREAM.client().publish(chunk.getReplyTo(), null);
            }
            chunk = inbox.nextMessage(PATIENCE);
        }
        assertThat(chunk).isNotNull();
        assertThat(chunk.getStatus().getCode()).isEqualTo(204);
        inbox.unsubscribe();
        return chunks;
    }

    private static String deliverSubject(String name, String config) throws Exception {
        String answer = ask("$JS.API.STREAM.RESTORE." + name, "{'config':" + config + ",'state':{'messages':1}}");
        Matcher found = DELIVER.matcher(answer);
        assertThat(found.find()).as(answer).isTrue();
        return found.group(1);
    }

    /** Sends chunks until one is not answered with nothing, and then that there are no more. */
    private static String bring(String subject, List<byte[]> chunks) throws Exception {
        for (byte[] chunk : chunks) {
            String answer = new String(
                    JETSTREAM.client().request(subject, chunk, PATIENCE).getData(), UTF_8);
            if (!answer.isEmpty()) {
                return answer;
            }
        }
        return new String(JETSTREAM.client().request(subject, null, PATIENCE).getData(), UTF_8);
    }

    @Test
    void shouldBringBackAStreamAsItWas() throws Exception {
        for (String storage : new String[] {"file", "memory"}) {
            // given
            String name = "WHOLE_" + storage;
            fill(name, storage, 300);
            List<String> before = contents(name, 301);
            List<byte[]> chunks = take(name, 16_384, 65_536);
            JETSTREAM.management().deleteStream(name);

            // when
            String answer = bring(deliverSubject(name, config(name, storage)), chunks);

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
        List<byte[]> chunks = take("EMPTY", 0, 0);
        JETSTREAM.management().deleteStream("EMPTY");

        // when
        String answer = bring(deliverSubject("EMPTY", config("EMPTY", "file")), chunks);

        // then
        assertThat(answer).contains("stream_create_response");
        assertThat(JETSTREAM.client().jetStream().publish("EMPTY.next", null).getSeqno())
                .isEqualTo(61);
    }

    @Test
    void shouldLeaveNothingOfASnapshotThatIsNotWhole() throws Exception {
        // given
        fill("CUT", "file", 200);
        List<byte[]> chunks = take("CUT", 16_384, 65_536);
        JETSTREAM.management().deleteStream("CUT");

        // when
        String cut = bring(deliverSubject("CUT", config("CUT", "file")), chunks.subList(0, chunks.size() - 1));
        chunks.get(2)[5_000] ^= 1;
        String damaged = bring(deliverSubject("CUT", config("CUT", "file")), chunks);
        String wrong = bring(deliverSubject("CUT", config("CUT", "file")), List.of("no snapshot".getBytes(UTF_8)));

        // then
        assertThat(cut).contains("\"err_code\":10062").contains("backup was truncated");
        assertThat(damaged).contains("\"err_code\":10062");
        assertThat(wrong).contains("\"err_code\":10062");
        assertThat(JETSTREAM.management().getStreamNames()).doesNotContain("CUT");
        assertThat(ask("$JS.API.STREAM.CREATE.CUT", config("CUT", "file"))).contains("\"messages\":0");
    }

    @Test
    void shouldRefuseWhatCannotBe() throws Exception {
        // given
        fill("THERE", "memory", 50);

        // when
        String used = ask("$JS.API.STREAM.RESTORE.THERE", "{'config':" + config("THERE", "memory") + "}");
        String other = ask("$JS.API.STREAM.RESTORE.ONE", "{'config':" + config("OTHER", "memory") + "}");
        String overlap = ask(
                "$JS.API.STREAM.RESTORE.OVER", "{'config':{'name':'OVER','subjects':['THERE.1'],'storage':'memory'}}");
        String subject = ask("$JS.API.STREAM.SNAPSHOT.THERE", "{'deliver_subject':'not.*'}");
        String missing = ask("$JS.API.STREAM.SNAPSHOT.NONE", "{'deliver_subject':'x'}");
        String nothing = ask("$JS.API.STREAM.SNAPSHOT.THERE", "");

        // then
        assertThat(used).contains("\"err_code\":10130");
        assertThat(other).contains("\"err_code\":10056");
        assertThat(overlap).contains("\"err_code\":10065");
        assertThat(subject).contains("\"err_code\":10015");
        assertThat(missing).contains("\"err_code\":10059");
        assertThat(nothing).contains("\"err_code\":10003");
    }
}
