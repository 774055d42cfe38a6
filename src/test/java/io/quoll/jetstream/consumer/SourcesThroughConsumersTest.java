package io.quoll.jetstream.consumer;

import static org.assertj.core.api.Assertions.assertThat;

import io.quoll.message.Message;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Streams that take messages over from others which let go of what is acknowledged. */
class SourcesThroughConsumersTest {

    private static final Duration HEARTBEAT = Duration.ofSeconds(1);
    private static final Duration RETRY = Duration.ofMillis(300);
    private static final String PREPARED =
            "{'stream_name':'WORK','config':{'durable_name':'take','deliver_subject':'taken.here','ack_policy':'flow_control'%s}}";

    private final ManualStreams streams = new ManualStreams();

    private void create(String stream, String rest) {
        String answer = streams.ask("STREAM.CREATE." + stream, "{'name':'" + stream + "'," + rest + "}");
        assertThat(answer).contains("did_create");
    }

    private void prepare(String rest) {
        String answer = streams.ask("CONSUMER.DURABLE.CREATE.WORK.take", PREPARED.formatted(rest));
        assertThat(answer).doesNotContain("error");
    }

    private void publish(String subject, int first, int last) {
        for (int i = first; i <= last; i++) {
            streams.publish(subject, Integer.toString(i));
        }
    }

    private String info(String stream) {
        return streams.ask("STREAM.INFO." + stream, "");
    }

    private String count(String stream) {
        return info(stream).replaceFirst(".*\"state\":\\{\"messages\":(\\d+).*", "$1");
    }

    private String payload(String stream, int sequence) {
        return streams.ask("STREAM.MSG.GET." + stream, "{'seq':" + sequence + "}");
    }

    @Test
    void shouldEmptyAWorkQueueOfWhatIsStoredElsewhere() {
        // given
        create("WORK", "'subjects':['work.*'],'retention':'workqueue'");
        prepare("");
        create("ALL", "'sources':[{'name':'WORK','consumer':{'name':'take','deliver_subject':'taken.here'}}]");

        // when
        publish("work.a", 1, 3);
        String before = count("WORK");
        streams.pass(HEARTBEAT);

        // then
        assertThat(before).isEqualTo("3");
        assertThat(count("WORK")).isEqualTo("0");
        assertThat(count("ALL")).isEqualTo("3");
    }

    @Test
    void shouldNotWaitForTheHeartbeatWhenAsMuchIsUnderwayAsMayBe() {
        // given
        create("WORK", "'subjects':['work.*'],'retention':'workqueue'");
        prepare(",'max_ack_pending':4");
        create("ALL", "'sources':[{'name':'WORK','consumer':{'name':'take','deliver_subject':'taken.here'}}]");

        // when
        publish("work.a", 1, 23);

        // then
        assertThat(count("ALL")).isEqualTo("23");
        assertThat(count("WORK")).isEqualTo("3");
    }

    @Test
    void shouldMakeAConsumerOfItsOwnWhereMessagesGo() {
        // given
        create("WORK", "'subjects':['work.*'],'retention':'workqueue'");
        publish("work.a", 1, 2);

        // when
        create("ALL", "'sources':[{'name':'WORK','subject_transforms':[{'src':'work.a','dest':'moved.a'}]}]");
        publish("work.a", 3, 3);
        streams.pass(HEARTBEAT);

        // then
        String consumers = streams.ask("CONSUMER.LIST.WORK", "");
        assertThat(consumers)
                .contains("\"name\":\"JS_SRC_", "\"ack_policy\":\"flow_control\"", "\"_nats.src.stream\":\"ALL\"");
        assertThat(count("WORK")).isEqualTo("0");
        assertThat(count("ALL")).isEqualTo("3");
        assertThat(payload("ALL", 1)).contains("\"subject\":\"moved.a\"");
    }

    @Test
    void shouldMirrorAStreamThatKeepsOnlyWhatIsWanted() {
        // given
        create("WORK", "'subjects':['work.*'],'retention':'interest'");
        create("COPY", "'mirror':{'name':'WORK'}");

        // when
        publish("work.a", 1, 3);
        streams.pass(HEARTBEAT);

        // then
        assertThat(streams.ask("CONSUMER.NAMES.WORK", "")).contains("JS_MIRROR_");
        assertThat(count("WORK")).isEqualTo("0");
        assertThat(count("COPY")).isEqualTo("3");
        assertThat(payload("COPY", 3)).contains("\"seq\":3");
    }

    @Test
    void shouldLetTheConsumerGoWithTheSource() {
        // given
        create("WORK", "'subjects':['work.*'],'retention':'interest'");
        create("ALL", "'sources':[{'name':'WORK'}]");
        String before = streams.ask("CONSUMER.NAMES.WORK", "");

        // when
        streams.ask("STREAM.DELETE.ALL", "");

        // then
        assertThat(before).contains("JS_SRC_");
        assertThat(streams.ask("CONSUMER.NAMES.WORK", "")).doesNotContain("JS_SRC_");
    }

    @Test
    void shouldNotDisturbSourcesThatStay() {
        // given
        create("WORK", "'subjects':['work.*'],'retention':'workqueue'");
        create("MORE", "'subjects':['more.*'],'retention':'workqueue'");
        create("ALL", "'sources':[{'name':'WORK'}]");
        publish("work.a", 1, 2);

        // when
        streams.ask("STREAM.UPDATE.ALL", "{'name':'ALL','sources':[{'name':'WORK'},{'name':'MORE'}]}");
        publish("work.a", 3, 3);
        publish("more.a", 4, 4);

        // then
        assertThat(count("ALL")).isEqualTo("4");
        assertThat(streams.ask("CONSUMER.LIST.WORK", "")).contains("\"delivered\":{\"consumer_seq\":3");
    }

    @Test
    void shouldKeepInTheWorkQueueWhatCannotBeStored() {
        // given
        create("WORK", "'subjects':['work.*'],'retention':'workqueue'");
        prepare("");
        create(
                "ALL",
                "'max_msgs':2,'discard':'new','sources':[{'name':'WORK','consumer':{'name':'take','deliver_subject':'taken.here'}}]");
        publish("work.a", 1, 5);
        streams.pass(HEARTBEAT.multipliedBy(3));
        String full = count("WORK");

        // when
        streams.ask("STREAM.PURGE.ALL", "");
        streams.pass(HEARTBEAT.multipliedBy(5));

        // then
        assertThat(full).isEqualTo("3");
        assertThat(count("ALL")).isEqualTo("2");
        assertThat(count("WORK")).isEqualTo("1");
        assertThat(payload("ALL", 4)).contains("\"data\":\"NA==\"");
    }

    @Test
    void shouldTakeEachOnceThoughTheConsumerIsResetByHand() {
        // given
        create("WORK", "'subjects':['work.*']");
        prepare("");
        create("ALL", "'sources':[{'name':'WORK','consumer':{'name':'take','deliver_subject':'taken.here'}}]");
        publish("work.a", 1, 3);

        // when
        streams.ask("CONSUMER.RESET.WORK.take", "{'seq':2}");
        publish("work.a", 4, 5);
        streams.pass(HEARTBEAT.multipliedBy(2));
        publish("work.a", 6, 6);
        streams.pass(HEARTBEAT.multipliedBy(2));

        // then
        assertThat(count("ALL")).isEqualTo("6");
        assertThat(streams.ask("CONSUMER.INFO.WORK.take", "")).contains("\"num_ack_pending\":0");
    }

    @Test
    void shouldRestWhileTheConsumerIsPaused() {
        // given
        create("WORK", "'subjects':['work.*'],'retention':'workqueue'");
        prepare("");
        create("ALL", "'sources':[{'name':'WORK','consumer':{'name':'take','deliver_subject':'taken.here'}}]");
        streams.ask("CONSUMER.PAUSE.WORK.take", "{'pause_until':'2200-01-01T00:00:00Z'}");
        publish("work.a", 1, 3);
        String paused = count("ALL");

        // when
        streams.ask("CONSUMER.PAUSE.WORK.take", "{}");

        // then
        assertThat(paused).isEqualTo("0");
        assertThat(count("ALL")).isEqualTo("3");
    }

    @Test
    void shouldBeginWhenTheConsumerIsThere() {
        // given
        create("WORK", "'subjects':['work.*'],'retention':'workqueue'");
        create("ALL", "'sources':[{'name':'WORK','consumer':{'name':'take','deliver_subject':'taken.here'}}]");
        publish("work.a", 1, 3);
        String before = info("ALL");

        // when
        prepare(",'filter_subject':'work.a'");
        streams.pass(HEARTBEAT.multipliedBy(3));

        // then
        assertThat(before).contains("\"err_code\":10014");
        assertThat(info("ALL")).doesNotContain("err_code");
        assertThat(count("ALL")).isEqualTo("3");
    }

    @Test
    void shouldRefuseAConsumerThatFlowControlDoesNotAcknowledge() {
        // given
        create("WORK", "'subjects':['work.*']");
        streams.ask(
                "CONSUMER.DURABLE.CREATE.WORK.take",
                "{'stream_name':'WORK','config':{'durable_name':'take','deliver_subject':'taken.here','ack_policy':'explicit'}}");

        // when
        create("COPY", "'mirror':{'name':'WORK','consumer':{'name':'take','deliver_subject':'taken.here'}}");
        publish("work.a", 1, 1);

        // then
        assertThat(info("COPY")).contains("\"err_code\":10214");
        assertThat(count("COPY")).isEqualTo("0");
    }

    @Test
    void shouldAskAnewWhenTheConsumerIsSilent() {
        // given
        create("WORK", "'subjects':['work.*'],'retention':'workqueue'");
        prepare("");
        create("ALL", "'sources':[{'name':'WORK','consumer':{'name':'take','deliver_subject':'taken.here'}}]");
        streams.ask("CONSUMER.DELETE.WORK.take", "");
        publish("work.a", 1, 3);

        // when
        prepare("");
        streams.pass(Duration.ofSeconds(11));
        streams.pass(RETRY);

        // then
        assertThat(count("ALL")).isEqualTo("3");
    }

    @Test
    void shouldNotTakeOtherAcknowledgementsForThoseOfFlowControl() {
        // given
        create("WORK", "'subjects':['work.*'],'retention':'workqueue'");
        prepare("");
        streams.listen("taken.here");
        publish("work.a", 1, 2);
        List<Message> delivered = streams.arrived();

        // when
        delivered.forEach(message -> streams.acknowledge(message, "+ACK"));
        streams.publish("$JS.FC.WORK.take.0000", "");

        // then
        assertThat(delivered).hasSize(2);
        assertThat(streams.ask("CONSUMER.INFO.WORK.take", "")).contains("\"num_ack_pending\":2");
        assertThat(count("WORK")).isEqualTo("2");
    }

    @Test
    void shouldNotCountConsumersOfStreamsTowardsLimits() {
        // given
        create("WORK", "'subjects':['work.*'],'retention':'workqueue','max_consumers':1");
        create("ALL", "'sources':[{'name':'WORK'}]");

        // when
        String answer = streams.ask(
                "CONSUMER.CREATE.WORK.mine", "{'stream_name':'WORK','config':{'name':'mine','ack_policy':'explicit'}}");

        // then
        assertThat(answer).doesNotContain("err_code");
    }

    @Test
    void shouldShowNoConsumersThatStreamsReadWith() {
        // given
        create("WORK", "'subjects':['work.*']");
        String config =
                "{'name':'JS_SRC_x','deliver_subject':'to.me','direct':true,'sourcing':true,'flow_control':true,'idle_heartbeat':1000000000}";

        // when
        String first = streams.ask("CONSUMER.CREATE.WORK.JS_SRC_x", "{'stream_name':'WORK','config':" + config + "}");

        // then
        assertThat(first).contains("\"name\":\"JS_SRC_x-").contains("\"direct\":true");
        assertThat(streams.ask("CONSUMER.NAMES.WORK", "")).doesNotContain("JS_SRC_x");
    }
}
