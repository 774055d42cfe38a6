package io.quoll.jetstream.consumer;

import static org.assertj.core.api.Assertions.assertThat;

import io.quoll.message.Message;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Acknowledgements that are not due, pulls without end and numbers that nobody can mean. */
class HostileClientsOfConsumersTest {

    private static final String LONGEST = "9223372036854775807";

    private final ManualStreams streams = new ManualStreams();

    @BeforeEach
    void createStream() {
        streams.ask("STREAM.CREATE.S", "{'name':'S','subjects':['s.>'],'storage':'memory','retention':'workqueue'}");
    }

    private void create(String config) {
        String answer =
                streams.ask("CONSUMER.CREATE.S.c", "{'stream_name':'S','config':{'durable_name':'c'," + config + "}}");
        assertThat(answer).doesNotContain("\"error\"");
    }

    private String info() {
        return streams.ask("CONSUMER.INFO.S.c", "");
    }

    private String stream() {
        return streams.ask("STREAM.INFO.S", "");
    }

    private List<Message> deliver(int count) {
        for (int i = 0; i < count; i++) {
            streams.publish("s.a", Integer.toString(i));
        }
        streams.pull("S", "c", Integer.toString(count));
        return streams.arrived();
    }

    @Test
    void shouldCountAnAcknowledgementOnce() {
        // given
        create("'ack_policy':'explicit'");
        List<Message> got = deliver(3);

        // when
        for (int i = 0; i < 3; i++) {
            streams.acknowledge(got.get(1), "+ACK");
            streams.acknowledge(got.get(1), "-NAK");
            streams.acknowledge(got.get(1), "+TERM");
            streams.acknowledge(got.get(1), "+WPI");
        }

        // then
        assertThat(info()).contains("\"num_ack_pending\":2", "\"num_redelivered\":0");
        assertThat(stream()).contains("\"messages\":2");
    }

    @Test
    void shouldAnswerTheSecondDoubleAcknowledgementToo() {
        // given
        create("'ack_policy':'explicit'");
        String reply = String.valueOf(deliver(1).get(0).reply());
        streams.publish(reply, "_INBOX.test.ack", "+ACK");

        // when
        streams.publish(reply, "_INBOX.test.ack", "+ACK");

        // then
        assertThat(streams.arrived()).hasSize(2).allSatisfy(answer -> assertThat(answer.payload())
                .isEmpty());
        assertThat(stream()).contains("\"messages\":0");
    }

    @Test
    void shouldDeliverAgainOnceHoweverOftenItIsRefused() {
        // given
        create("'ack_policy':'explicit'");
        Message message = deliver(1).get(0);
        for (int i = 0; i < 100; i++) {
            streams.acknowledge(message, "-NAK");
        }

        // when
        streams.pull("S", "c", "10");

        // then
        assertThat(streams.shown()).containsExactly("0#2");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "$JS.ACK.S.c.1.1.0.1.0",
                "$JS.ACK.S.c.1.0.1.1.0",
                "$JS.ACK.S.c.1.-1.-1.1.0",
                "$JS.ACK.S.c.1.9223372036854775808.1.1.0",
                "$JS.ACK.S.c.1.18446744073709551617.1.1.0",
                "$JS.ACK.S.c.1.1.9223372036854775807.1.0",
                "$JS.ACK.S.c.1.3.1.1.0",
                "$JS.ACK.S.c.1.1.1.1",
                "$JS.ACK.S.c.1.1.1.1.0.0",
                "$JS.ACK.hub.hash.S.c.1.1.0.1.0",
                "$JS.ACK.hub.hash.S.other.1.1.1.1.0",
                "$JS.ACK.S.C.1.1.1.1.0",
                "$JS.ACK.............",
                "$JS.FC.S.c.0000",
                "$JS.FC.hub.hash.S.c.0000",
            })
    void shouldNotTakeForAnAcknowledgementWhatIsNone(String subject) {
        // given
        create("'ack_policy':'explicit'");
        deliver(2);

        // when
        streams.publish(subject, "+ACK");

        // then
        assertThat(info()).contains("\"num_ack_pending\":2", "\"ack_floor\":{\"consumer_seq\":0,\"stream_seq\":0");
        assertThat(stream()).contains("\"messages\":2");
    }

    @Test
    void shouldTakeAcknowledgementsInTheLongForm() {
        // given
        create("'ack_policy':'explicit'");
        deliver(2);

        // when
        streams.publish("$JS.ACK._.hash.S.c.1.1.1.1.0", "+ACK");
        streams.publish("$JS.ACK.hub.hash.S.c.1.2.2.1.0.more", "+ACK");

        // then
        assertThat(info()).contains("\"num_ack_pending\":0");
    }

    @ParameterizedTest
    @ValueSource(strings = {"1", "{'batch':1,'expires':60000000000}", "{'batch':1000,'expires':" + LONGEST + "}"})
    void shouldLetNoMorePullsWaitThanMay(String pull) {
        // given
        create("'ack_policy':'explicit','max_waiting':8");

        // when
        for (int i = 0; i < 2000; i++) {
            streams.pull("S", "c", pull);
        }

        // then
        assertThat(streams.shown()).isEqualTo(Collections.nCopies(1992, "409 Exceeded MaxWaiting"));
        assertThat(info()).contains("\"num_waiting\":8");
    }

    @Test
    void shouldLetNoMoreWaitWhoAskWhileTheyAcknowledge() {
        // given
        create("'ack_policy':'explicit','max_waiting':8");
        String reply = String.valueOf(deliver(1).get(0).reply());

        // when
        for (int i = 0; i < 500; i++) {
            streams.publish(reply, "_INBOX.test.next", "+NXT 5");
        }

        // then
        assertThat(streams.shown()).isEqualTo(Collections.nCopies(492, "409 Exceeded MaxWaiting"));
        assertThat(info()).contains("\"num_waiting\":8", "\"num_ack_pending\":0");
    }

    @Test
    void shouldWaitForEverWhereThatIsAskedFor() {
        // given
        create("'ack_policy':'explicit','ack_wait':" + LONGEST);
        Message message = deliver(1).get(0);
        streams.pull("S", "c", "{'batch':5,'expires':" + LONGEST + "}");

        // when
        streams.pass(Duration.ofDays(1));
        List<String> after = streams.shown();
        streams.acknowledge(message, "-NAK {'delay':" + LONGEST + "}");
        streams.pass(Duration.ofDays(1));

        // then
        assertThat(after).isEmpty();
        assertThat(streams.shown()).isEmpty();
        assertThat(info()).contains("\"num_ack_pending\":1", "\"num_waiting\":1");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "-NAK {'delay':-5}",
                "-NAK {'delay':'1s'}",
                "-NAK {",
                "-NAK 99999999999999999999s",
                "-NAK -1s",
                "-NAK soon"
            })
    void shouldDeliverAgainAtOnceWhereTheDelayMakesNoSense(String refusal) {
        // given
        create("'ack_policy':'explicit'");
        Message message = deliver(1).get(0);

        // when
        streams.acknowledge(message, refusal);
        streams.pull("S", "c", "1");

        // then
        assertThat(streams.shown()).containsExactly("0#2");
    }

    @Test
    void shouldNotBelieveAConfirmationOfWhatWasNotDelivered() {
        // given
        create("'ack_policy':'flow_control','deliver_subject':'to.me','max_ack_pending':2");
        streams.listen("to.me");
        streams.publish("s.a", "one");
        streams.publish("s.a", "two");
        String asked = streams.arrived().stream()
                .map(message -> String.valueOf(message.reply()))
                .filter(reply -> reply.startsWith("$JS.FC."))
                .findFirst()
                .orElseThrow();

        // when
        streams.confirm(asked, 2, 99);

        // then
        assertThat(info()).contains("\"num_ack_pending\":2");
    }

    @Test
    void shouldBelieveAConfirmationOnce() {
        // given
        create("'ack_policy':'flow_control','deliver_subject':'to.me','max_ack_pending':2");
        streams.listen("to.me");
        streams.publish("s.a", "one");
        streams.publish("s.a", "two");
        String asked = String.valueOf(
                streams.arrived().stream().reduce((a, b) -> b).orElseThrow().reply());
        streams.confirm(asked, 1, 1);

        // when
        streams.confirm(asked, 2, 2);

        // then
        assertThat(info()).contains("\"num_ack_pending\":1");
        assertThat(stream()).contains("\"messages\":1");
    }
}
