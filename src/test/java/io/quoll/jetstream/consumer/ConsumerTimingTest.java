package io.quoll.jetstream.consumer;

import static org.assertj.core.api.Assertions.assertThat;

import io.quoll.message.Message;
import io.quoll.router.Subscription;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What consumers do when, to the millisecond. */
class ConsumerTimingTest {

    private final ManualStreams streams = new ManualStreams();

    @BeforeEach
    void createStreams() {
        streams.ask("STREAM.CREATE.S", "{'name':'S','subjects':['s.>'],'storage':'memory'}");
        streams.ask("STREAM.CREATE.DEAD", "{'name':'DEAD','subjects':['dead'],'storage':'memory'}");
    }

    private void create(String config) {
        String answer =
                streams.ask("CONSUMER.CREATE.S.c", "{'stream_name':'S','config':{'durable_name':'c'," + config + "}}");
        assertThat(answer).doesNotContain("\"error\"");
    }

    private static Duration millis(long millis) {
        return Duration.ofMillis(millis);
    }

    @Test
    void shouldDeliverAgainAfterTheWaitAndNotBefore() {
        // given
        create("'ack_policy':'explicit','ack_wait':1000000000");
        streams.publish("s.a", "one");
        streams.pull("S", "c", "10");
        assertThat(streams.shown()).containsExactly("one#1");

        // when
        streams.pass(millis(990));
        List<String> early = streams.shown();
        streams.pass(millis(20));

        // then
        assertThat(early).isEmpty();
        assertThat(streams.shown()).containsExactly("one#2");
    }

    @Test
    void shouldWaitLongerEachTime() {
        // given
        create("'ack_policy':'explicit','max_deliver':4,'backoff':[100000000,200000000,400000000]");
        streams.publish("s.a", "one");
        streams.pull("S", "c", "10");
        streams.arrived();

        // when, then
        streams.pass(millis(110));
        assertThat(streams.shown()).containsExactly("one#2");
        streams.pass(millis(150));
        assertThat(streams.shown()).isEmpty();
        streams.pass(millis(60));
        assertThat(streams.shown()).containsExactly("one#3");
        streams.pass(millis(410));
        assertThat(streams.shown()).containsExactly("one#4");
        streams.pass(Duration.ofMinutes(1));
        assertThat(streams.shown()).isEmpty();
    }

    @Test
    void shouldDelayWhatIsRefusedWithADelay() {
        // given
        create("'ack_policy':'explicit'");
        streams.publish("s.a", "one");
        streams.publish("s.a", "two");
        streams.pull("S", "c", "10");
        List<Message> got = streams.arrived();

        // when
        streams.acknowledge(got.get(0), "-NAK {'delay':2000000000}");
        streams.acknowledge(got.get(1), "-NAK 500ms");

        // then
        assertThat(streams.shown()).isEmpty();
        streams.pass(millis(510));
        assertThat(streams.shown()).containsExactly("two#2");
        streams.pass(millis(1_500));
        assertThat(streams.shown()).containsExactly("one#2");
    }

    @Test
    void shouldGiveMoreTimeToWhoIsStillAtIt() {
        // given
        create("'ack_policy':'explicit','ack_wait':1000000000");
        streams.publish("s.a", "one");
        streams.pull("S", "c", "10");
        Message message = streams.arrived().get(0);

        // when
        streams.pass(millis(800));
        streams.acknowledge(message, "+WPI");
        streams.pass(millis(800));

        // then
        assertThat(streams.shown()).isEmpty();
        streams.pass(millis(300));
        assertThat(streams.shown()).containsExactly("one#2");
    }

    @Test
    void shouldKeepWhoWaitsInformedAndEndInTime() {
        // given
        create("'ack_policy':'explicit'");
        streams.pull("S", "c", "{'batch':1,'expires':1000000000,'idle_heartbeat':400000000}");

        // when, then
        streams.pass(millis(405));
        assertThat(streams.shown()).containsExactly("100 Idle Heartbeat");
        streams.pass(millis(405));
        assertThat(streams.shown()).containsExactly("100 Idle Heartbeat");
        streams.pass(millis(200));
        assertThat(streams.shown()).containsExactly("408 Request Timeout");
        streams.pass(Duration.ofMinutes(1));
        assertThat(streams.shown()).isEmpty();
    }

    @Test
    void shouldServeThoseWhoWaitInTurns() {
        // given
        create("'ack_policy':'none'");
        streams.pull("S", "c", "2");
        streams.pull("S", "c", "{'batch':2,'max_bytes':1000}");

        // when
        for (String each : List.of("one", "two", "three", "four", "five")) {
            streams.publish("s.a", each);
        }

        // then
        assertThat(streams.shown()).containsExactly("one#1", "two#1", "three#1", "four#1", "409 Batch Completed");
        assertThat(streams.ask("CONSUMER.INFO.S.c", "")).contains("\"num_pending\":1", "\"num_waiting\":0");
    }

    @Test
    void shouldPushOnlyWhileSomebodyListens() {
        // given
        create("'deliver_subject':'to','idle_heartbeat':1000000000");
        streams.publish("s.a", "one");
        List<String> before = streams.shown();

        // when
        Subscription listener = streams.listen("to");
        List<String> during = streams.shown();
        streams.pass(millis(1_005));
        List<String> later = streams.shown();
        streams.ignore(listener);
        streams.publish("s.a", "two");
        streams.pass(millis(2_000));

        // then
        assertThat(before).isEmpty();
        assertThat(during).containsExactly("one#1");
        assertThat(later).containsExactly("100 Idle Heartbeat");
        assertThat(streams.shown()).isEmpty();
        assertThat(streams.ask("CONSUMER.INFO.S.c", "")).contains("\"num_pending\":1");
    }

    @Test
    void shouldKeepToItsRate() {
        // given
        create("'deliver_subject':'to','rate_limit_bps':80000");
        String kilobyte = "x".repeat(1_000);
        for (int i = 0; i < 5; i++) {
            streams.publish("s.a", kilobyte);
        }

        // when
        streams.listen("to");

        // then
        int atOnce = streams.arrived().size();
        streams.pass(millis(220));
        int soon = streams.arrived().size();
        assertThat(atOnce).isEqualTo(1);
        assertThat(soon).isEqualTo(2);
    }

    @Test
    void shouldReplayAsItOnceWas() {
        // given
        streams.publish("s.a", "one");
        streams.pass(millis(500));
        streams.publish("s.a", "two");
        create("'deliver_subject':'to','replay_policy':'original'");

        // when
        streams.listen("to");

        // then
        assertThat(streams.shown()).containsExactly("one#1");
        streams.pass(millis(490));
        assertThat(streams.shown()).isEmpty();
        streams.pass(millis(20));
        assertThat(streams.shown()).containsExactly("two#1");
    }

    @Test
    void shouldGoOnWhenItsPauseIsOver() {
        // given
        create("'ack_policy':'explicit','pause_until':'2026-01-01T00:00:10Z'");
        streams.publish("s.a", "one");
        streams.pull("S", "c", "1");

        // when
        streams.pass(Duration.ofSeconds(9));
        List<String> paused = streams.shown();
        streams.pass(Duration.ofSeconds(2));

        // then
        assertThat(paused).isEmpty();
        assertThat(streams.shown()).containsExactly("one#1");
    }

    @Test
    void shouldGoWhenNobodyIsThere() {
        // given
        streams.ask("CONSUMER.CREATE.S.e", "{'stream_name':'S','config':{'name':'e'}}");

        // when
        streams.pass(millis(4_900));
        String before = streams.ask("CONSUMER.NAMES.S", "");
        streams.pass(millis(200));

        // then
        assertThat(before).contains("\"e\"");
        assertThat(streams.ask("CONSUMER.NAMES.S", "")).doesNotContain("\"e\"");
    }

    @Test
    void shouldKeepToOneClientUntilItIsGone() {
        // given
        create("'ack_policy':'explicit','priority_policy':'pinned_client','priority_groups':['g'],"
                + "'priority_timeout':1000000000");
        streams.pull("S", "c", "{'batch':1,'group':'g'}");
        streams.publish("s.a", "one");
        String id = String.valueOf(streams.arrived().get(0).headers().first("Nats-Pin-Id"));

        // when
        streams.pull("S", "c", "{'batch':1,'group':'g'}");
        streams.publish("s.a", "two");
        List<String> other = streams.shown();
        streams.pull("S", "c", "{'batch':1,'group':'g','id':'" + id + "'}");
        List<String> pinned = streams.shown();
        streams.publish("s.a", "three");
        streams.pull("S", "c", "{'batch':1,'group':'g','id':'wrong'}");
        List<String> wrong = streams.shown();
        streams.pass(millis(1_010));

        // then
        assertThat(other).isEmpty();
        assertThat(pinned).containsExactly("two#1");
        assertThat(wrong).containsExactly("423 Nats-Pin-Id mismatch");
        assertThat(streams.shown()).containsExactly("three#1");
    }

    @Test
    void shouldServeTheMostUrgentFirst() {
        // given
        create("'ack_policy':'none','priority_policy':'prioritized','priority_groups':['g']");
        streams.pull("S", "c", "{'batch':1,'max_bytes':900,'group':'g','priority':5}");
        streams.pull("S", "c", "{'batch':1,'group':'g','priority':1}");

        // when
        streams.publish("s.a", "one");

        // then
        assertThat(streams.shown()).containsExactly("one#1");
        streams.publish("s.a", "two");
        assertThat(streams.shown()).containsExactly("two#1", "409 Batch Completed");
    }

    @Test
    void shouldMoveWhatNobodyCouldDealWith() {
        // given
        streams.ask("STREAM.CREATE.W", "{'name':'W','subjects':['w'],'storage':'memory','retention':'workqueue'}");
        streams.ask(
                "CONSUMER.CREATE.W.c",
                "{'stream_name':'W','config':{'durable_name':'c','ack_policy':'explicit','max_deliver':2,"
                        + "'ack_wait':100000000,'metadata':{'io.quoll.dead-letter.subject':'dead'}}}");
        streams.publish("w", "one");
        streams.publish("w", "two");
        streams.pull("W", "c", "10");
        List<Message> got = streams.arrived();

        // when
        streams.acknowledge(got.get(0), "+TERM poison");
        streams.pass(millis(210));

        // then
        assertThat(streams.shown()).containsExactly("two#2");
        assertThat(streams.ask("STREAM.INFO.W", "")).contains("\"messages\":0,");
        assertThat(streams.ask("CONSUMER.INFO.W.c", "")).contains("\"num_ack_pending\":0");
        streams.ask("CONSUMER.CREATE.DEAD.r", "{'stream_name':'DEAD','config':{'durable_name':'r'}}");
        streams.pull("DEAD", "r", "10");
        List<Message> dead = streams.arrived();
        assertThat(dead).extracting(ManualStreams::show).containsExactly("one#1", "two#1");
        assertThat(dead.get(0).headers().first(DeadLetters.REASON)).isEqualTo("terminated: poison");
        assertThat(dead.get(1).headers().first(DeadLetters.REASON)).isEqualTo("max deliveries");
        assertThat(dead.get(1).headers().first(DeadLetters.SUBJECT)).isEqualTo("w");
        assertThat(dead.get(1).headers().first(DeadLetters.DELIVERIES)).isEqualTo("2");
    }

    @Test
    void shouldLetGoOfAllThatIsDoneBeforeAnybodyAsks() {
        // given
        streams.ask("STREAM.CREATE.W", "{'name':'W','subjects':['w'],'storage':'memory','retention':'interest'}");
        streams.ask(
                "CONSUMER.CREATE.W.c",
                "{'stream_name':'W','config':{'durable_name':'c','ack_policy':'all','max_ack_pending':-1}}");
        for (int i = 0; i < 1_200; i++) {
            streams.publish("w", "one of many");
        }
        streams.pull("W", "c", "1200");
        List<Message> got = streams.arrived();

        // when
        streams.acknowledge(got.get(1_149), "+ACK");
        String after = streams.ask("STREAM.INFO.W", "");
        streams.acknowledge(got.get(1_199), "+ACK");

        // then
        assertThat(after).contains("\"messages\":50,", "\"first_seq\":1151,");
        assertThat(streams.ask("STREAM.INFO.W", "")).contains("\"messages\":0,");
    }

    @Test
    void shouldKeepADeadLetterThatNobodyTakes() {
        // given
        create("'ack_policy':'explicit','max_deliver':1,'ack_wait':100000000,"
                + "'metadata':{'io.quoll.dead-letter.subject':'nobody.there'}");
        streams.publish("s.a", "one");
        streams.pull("S", "c", "1");
        streams.arrived();

        // when
        streams.pass(millis(500));
        String before = streams.ask("CONSUMER.INFO.S.c", "");
        streams.listen("nobody.there");
        streams.pass(Duration.ofSeconds(6));

        // then
        assertThat(before).contains("\"num_ack_pending\":1");
        assertThat(streams.shown()).containsExactly("one");
        assertThat(streams.ask("CONSUMER.INFO.S.c", "")).contains("\"num_ack_pending\":0");
    }

    @Test
    void shouldRefuseDeadLettersThatComeBack() {
        // when
        String answer = streams.ask(
                "CONSUMER.CREATE.S.c",
                "{'stream_name':'S','config':{'ack_policy':'explicit',"
                        + "'metadata':{'io.quoll.dead-letter.subject':'s.dead'}}}");

        // then
        assertThat(answer).contains("\"err_code\":10012");
    }

    @Test
    void shouldLetOneShotsWaitForAcknowledgementsUntilTheTimeOfAnyRequestIsOver() {
        // given
        create("'ack_policy':'explicit','ack_wait':60000000000,'max_ack_pending':1");
        streams.publish("s.a", "one");
        streams.publish("s.a", "two");
        streams.publish("s.a", "three");
        streams.pull("S", "c", "{'batch':2,'no_wait':true}");
        streams.pull("S", "c", "{'batch':1,'no_wait':true}");
        streams.pull("S", "c", "{'batch':1,'no_wait':true,'expires':30000000000}");
        streams.pass(Duration.ofSeconds(5));
        List<String> before = streams.shown();

        // when
        streams.pull("S", "c", "{'batch':1,'expires':1000000000}");
        streams.pass(millis(1010));

        // then
        assertThat(before).containsExactly("one#1");
        assertThat(streams.shown())
                .containsExactlyInAnyOrder("408 Request Timeout", "404 No Messages", "404 No Messages");
    }
}
