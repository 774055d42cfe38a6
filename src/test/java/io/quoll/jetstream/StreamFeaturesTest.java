package io.quoll.jetstream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.nats.client.Message;
import io.nats.client.api.MessageInfo;
import io.nats.client.impl.Headers;
import io.nats.client.impl.NatsMessage;
import io.quoll.testkit.JetStreamBroker;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What streams do beyond keeping messages, on a broker in this process. */
class StreamFeaturesTest {

    private static final Duration PATIENCE = Duration.ofSeconds(15);

    @RegisterExtension
    static final JetStreamBroker JETSTREAM = new JetStreamBroker(1, "jetstream { domain: hub }");

    private static String ask(String subject, String body) throws Exception {
        byte[] payload = body.replace('\'', '"').getBytes(StandardCharsets.UTF_8);
        return new String(JETSTREAM.client().request(subject, payload, PATIENCE).getData(), StandardCharsets.UTF_8);
    }

    private static void create(String name, String rest) throws Exception {
        String answer = ask("$JS.API.STREAM.CREATE." + name, "{'name':'" + name + "','storage':'memory'," + rest + "}");
        assertThat(answer).contains("\"did_create\":true");
    }

    private static String publish(String subject, String payload, String... headers) throws Exception {
        Headers block = new Headers();
        for (int i = 0; i < headers.length; i += 2) {
            block.add(headers[i], headers[i + 1]);
        }
        Message message = NatsMessage.builder()
                .subject(subject)
                .headers(block)
                .data(payload)
                .build();
        Message answer = JETSTREAM.client().request(message, PATIENCE);
        return new String(answer.getData(), StandardCharsets.UTF_8);
    }

    private static long count(String stream) throws Exception {
        return JETSTREAM.management().getStreamInfo(stream).getStreamState().getMsgCount();
    }

    @Test
    void shouldMirrorUnderTheSameSequences() throws Exception {
        // given
        create("ORIGIN", "'subjects':['origin.*']");
        for (int i = 0; i < 10; i++) {
            JETSTREAM.streams().publish("origin." + i, new byte[] {(byte) i});
        }
        JETSTREAM.management().deleteMessage("ORIGIN", 4);

        // when
        create("MIRROR", "'mirror':{'name':'ORIGIN'}");

        // then
        await().atMost(PATIENCE).until(() -> count("MIRROR") == 9);
        assertThat(JETSTREAM.management().getMessage("MIRROR", 7).getSubject()).isEqualTo("origin.6");
        JETSTREAM.streams().publish("origin.late", null);
        await().atMost(PATIENCE).until(() -> count("MIRROR") == 10);
        assertThat(JETSTREAM.management().getMessage("MIRROR", 11).getSubject()).isEqualTo("origin.late");
    }

    @Test
    void shouldGatherFromOtherStreamsAndSayWhence() throws Exception {
        // given
        create("LEFT", "'subjects':['left.*']");
        create("RIGHT", "'subjects':['right.*']");
        JETSTREAM.streams().publish("left.a", null);
        JETSTREAM.streams().publish("right.a", null);
        JETSTREAM.streams().publish("right.b", null);

        // when
        create(
                "BOTH",
                "'sources':[{'name':'LEFT'},{'name':'RIGHT','subject_transforms':[{'src':'right.a','dest':'moved.a'}]}]");

        // then
        await().atMost(PATIENCE).until(() -> count("BOTH") == 2);
        MessageInfo moved = JETSTREAM.management().getLastMessage("BOTH", "moved.a");
        assertThat(moved.getHeaders().getFirst("Nats-Stream-Source")).isEqualTo("RIGHT 1 right.a moved.a right.a");
    }

    @Test
    void shouldStoreABatchAsOne() throws Exception {
        // given
        create("BATCH", "'subjects':['batch.*'],'allow_atomic':true");

        // when
        String first = publish("batch.a", "1", "Nats-Batch-Id", "b", "Nats-Batch-Sequence", "1");
        long before = count("BATCH");
        String last =
                publish("batch.b", "2", "Nats-Batch-Id", "b", "Nats-Batch-Sequence", "2", "Nats-Batch-Commit", "1");

        // then
        assertThat(first).isEmpty();
        assertThat(before).isZero();
        assertThat(last).contains("\"seq\":2").contains("\"batch\":\"b\"").contains("\"count\":2");
        assertThat(count("BATCH")).isEqualTo(2);
    }

    @Test
    void shouldStoreNothingOfABatchThatIsWrong() throws Exception {
        // given
        create("WRONG", "'subjects':['wrong.*'],'allow_atomic':true");
        publish("wrong.a", "1", "Nats-Batch-Id", "b", "Nats-Batch-Sequence", "1");

        // when
        String answer = publish(
                "wrong.a",
                "2",
                "Nats-Batch-Id",
                "b",
                "Nats-Batch-Sequence",
                "2",
                "Nats-Expected-Last-Sequence",
                "99",
                "Nats-Batch-Commit",
                "1");

        // then
        assertThat(answer).contains("\"err_code\":10071");
        assertThat(count("WRONG")).isZero();
    }

    @Test
    void shouldAddUpIncrements() throws Exception {
        // given
        create("COUNT", "'subjects':['count.*'],'allow_msg_counter':true");
        publish("count.a", "", "Nats-Incr", "40");

        // when
        String answer = publish("count.a", "", "Nats-Incr", "+2");

        // then
        assertThat(answer).contains("\"val\":\"42\"");
        assertThat(JETSTREAM.management().getLastMessage("COUNT", "count.a").getData())
                .asString()
                .isEqualTo("{\"val\":\"42\"}");
    }

    @Test
    void shouldPublishAtItsTime() throws Exception {
        // given
        create("PLAN", "'subjects':['plan.*'],'allow_msg_schedules':true");

        // when
        publish("plan.later", "wake", "Nats-Schedule", "@every 1s", "Nats-Schedule-Target", "plan.now");

        // then
        await().atMost(PATIENCE)
                .ignoreExceptions()
                .until(() -> JETSTREAM.management().getLastMessage("PLAN", "plan.now") != null);
        MessageInfo made = JETSTREAM.management().getLastMessage("PLAN", "plan.now");
        assertThat(made.getHeaders().getFirst("Nats-Scheduler")).isEqualTo("plan.later");
        assertThat(made.getData()).asString().isEqualTo("wake");
    }

    @Test
    void shouldLeaveAMarkerWhereASubjectHasEnded() throws Exception {
        // given
        create("MARK", "'subjects':['mark.*'],'max_age':300000000,'subject_delete_marker_ttl':1000000000");

        // when
        JETSTREAM.streams().publish("mark.a", null);

        // then
        await().atMost(PATIENCE).ignoreExceptions().until(() -> "MaxAge"
                .equals(JETSTREAM
                        .management()
                        .getLastMessage("MARK", "mark.a")
                        .getHeaders()
                        .getFirst("Nats-Marker-Reason")));
    }

    @Test
    void shouldPublishOnceMoreWhatWasStored() throws Exception {
        // given
        create("AGAIN", "'subjects':['again.*'],'republish':{'src':'again.>','dest':'copy.>'}");
        var copies = JETSTREAM.client().subscribe("copy.>");
        JETSTREAM.client().flush(PATIENCE);

        // when
        JETSTREAM.streams().publish("again.a", new byte[] {1});

        // then
        Message copy = copies.nextMessage(PATIENCE);
        assertThat(copy.getSubject()).isEqualTo("copy.a");
        assertThat(copy.getHeaders().getFirst("Nats-Stream")).isEqualTo("AGAIN");
        assertThat(copy.getHeaders().getFirst("Nats-Sequence")).isEqualTo("1");
    }

    @Test
    void shouldAnswerUnderItsDomainToo() throws Exception {
        // given
        create("DOMAIN", "'subjects':['domain.*'],'allow_direct':true");

        // when
        String info = ask("$JS.hub.API.STREAM.INFO.DOMAIN", "");

        // then
        assertThat(info).contains("\"domain\":\"hub\"").contains("\"name\":\"DOMAIN\"");
        assertThat(publish("domain.a", "x")).contains("\"domain\":\"hub\"");
    }

    @Test
    void shouldAnswerManyAtOnceDirectly() throws Exception {
        // given
        create("DIRECT", "'subjects':['direct.*'],'allow_direct':true");
        for (int i = 0; i < 5; i++) {
            JETSTREAM.streams().publish("direct." + i % 3, new byte[] {(byte) i});
        }
        var answers = JETSTREAM.client().subscribe("answers");

        // when
        JETSTREAM
                .client()
                .publish(
                        "$JS.API.DIRECT.GET.DIRECT",
                        "answers",
                        "{\"multi_last\":[\"direct.*\"]}".getBytes(StandardCharsets.UTF_8));

        // then
        assertThat(answers.nextMessage(PATIENCE).getHeaders().getFirst("Nats-Sequence"))
                .isEqualTo("3");
        assertThat(answers.nextMessage(PATIENCE).getHeaders().getFirst("Nats-Sequence"))
                .isEqualTo("4");
        assertThat(answers.nextMessage(PATIENCE).getHeaders().getFirst("Nats-Sequence"))
                .isEqualTo("5");
        assertThat(answers.nextMessage(PATIENCE).getStatus().getCode()).isEqualTo(204);
    }
}
