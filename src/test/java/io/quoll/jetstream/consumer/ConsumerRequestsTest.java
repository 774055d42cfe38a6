package io.quoll.jetstream.consumer;

import static org.assertj.core.api.Assertions.assertThat;

import io.nats.client.Message;
import io.quoll.testkit.JetStreamBroker;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Requests about consumers that are not as they must be: each gets the code it should, and changes nothing. */
class ConsumerRequestsTest {

    private static final Duration SOON = Duration.ofSeconds(10);

    @RegisterExtension
    static final JetStreamBroker JETSTREAM = new JetStreamBroker(1, "jetstream { }");

    @BeforeAll
    static void makeStreams() throws Exception {
        ask("STREAM.CREATE.S", "{'name':'S','subjects':['s.>'],'storage':'memory'}");
        ask("STREAM.CREATE.W", "{'name':'W','subjects':['w.>'],'storage':'memory','retention':'workqueue'}");
        ask(
                "CONSUMER.CREATE.S.there",
                "{'stream_name':'S','config':{'durable_name':'there','ack_policy':'explicit',"
                        + "'max_batch':10,'max_bytes':1000,'max_expires':5000000000,'max_waiting':2}}");
        ask("CONSUMER.CREATE.S.push", "{'stream_name':'S','config':{'durable_name':'push','deliver_subject':'d'}}");
    }

    private static String ask(String operation, String json) throws Exception {
        byte[] payload = json.replace('\'', '"').getBytes(StandardCharsets.UTF_8);
        Message answer = JETSTREAM.client().request("$JS.API." + operation, payload, SOON);
        return new String(answer.getData(), StandardCharsets.UTF_8);
    }

    private static String errorOf(String answer) {
        int at = answer.indexOf("\"err_code\":");
        return at < 0 ? "none" : answer.substring(at + 11, at + 16);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "10025 | {",
                "10025 | {'stream_name':'S','config':{'ack_policy':'some'}}",
                "10025 | {'stream_name':'S','config':{'no_such_field':1}}",
                "10025 | {'stream_name':'S','config':{'max_deliver':'x'}}",
                "10056 | {'stream_name':'T','config':{}}",
                "10017 | {'stream_name':'S','config':{'durable_name':'other'}}",
                "10052 | {'stream_name':'S','config':{'filter_subject':'a..b'}}",
                "10079 | {'stream_name':'S','config':{'deliver_subject':'d.*'}}",
                "10081 | {'stream_name':'S','config':{'deliver_subject':'s.x'}}",
                "10080 | {'stream_name':'S','config':{'deliver_subject':'d','max_waiting':1}}",
                "10082 | {'stream_name':'S','config':{'deliver_subject':'d','max_ack_pending':1}}",
                "10083 | {'stream_name':'S','config':{'deliver_subject':'d','idle_heartbeat':1000}}",
                "10108 | {'stream_name':'S','config':{'deliver_subject':'d','flow_control':true}}",
                "10086 | {'stream_name':'S','config':{'rate_limit_bps':1}}",
                "10088 | {'stream_name':'S','config':{'idle_heartbeat':1000000000}}",
                "10089 | {'stream_name':'S','config':{'flow_control':true}}",
                "10115 | {'stream_name':'S','config':{'max_expires':1}}",
                "10116 | {'stream_name':'S','config':{'ack_policy':'explicit','max_deliver':1,'backoff':[1,2]}}",
                "10184 | {'stream_name':'S','config':{'ack_policy':'explicit','backoff':[-1]}}",
                "10183 | {'stream_name':'S','config':{'ack_policy':'explicit','ack_wait':-1}}",
                "10094 | {'stream_name':'S','config':{'deliver_policy':'by_start_sequence'}}",
                "10094 | {'stream_name':'S','config':{'deliver_policy':'all','opt_start_seq':1}}",
                "10094 | {'stream_name':'S','config':{'deliver_policy':'last_per_subject'}}",
                "10095 | {'stream_name':'S','config':{'sample_freq':'often'}}",
                "10136 | {'stream_name':'S','config':{'filter_subject':'s.a','filter_subjects':['s.b']}}",
                "10138 | {'stream_name':'S','config':{'filter_subjects':['s.a','s.*']}}",
                "10139 | {'stream_name':'S','config':{'filter_subjects':['s.a','']}}",
                "10133 | {'stream_name':'S','config':{'num_replicas':-1}}",
                "10074 | {'stream_name':'S','config':{'num_replicas':3}}",
                "10159 | {'stream_name':'S','config':{'priority_policy':'overflow'}}",
                "10161 | {'stream_name':'S','config':{'priority_policy':'overflow','priority_groups':['']}}",
                "10162 | {'stream_name':'S','config':{'priority_policy':'overflow','priority_groups':['a b']}}",
                "10196 | {'stream_name':'S','config':{'priority_groups':['a']}}",
                "10197 | {'stream_name':'S','config':{'priority_timeout':1}}",
                "10178 | {'stream_name':'S','config':{'deliver_subject':'d','priority_policy':'overflow'}}",
                "10218 | {'stream_name':'S','config':{'ack_policy':'flow_control'}}",
                "10149 | {'stream_name':'S','action':'update','config':{}}",
                "10157 | {'stream_name':'S','pedantic':true,'config':{'max_deliver':-5}}",
                "10059 | {'stream_name':'X','config':{}}",
            })
    void shouldRefuseToCreate(String code, String json) throws Exception {
        // given
        String stream = json.contains("'X'") ? "X" : "S";

        // when
        String answer = ask("CONSUMER.CREATE." + stream + ".new", json);

        // then
        assertThat(errorOf(answer)).as(answer).isEqualTo(code);
        assertThat(errorOf(ask("CONSUMER.INFO.S.new", ""))).isEqualTo("10014");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "10020 | CONSUMER.CREATE.S             | {'stream_name':'S','config':{'durable_name':'x'}}",
                "10018 | CONSUMER.DURABLE.CREATE.S.x   | {'stream_name':'S','config':{}}",
                "10017 | CONSUMER.DURABLE.CREATE.S.x   | {'stream_name':'S','config':{'durable_name':'y'}}",
                "10131 | CONSUMER.CREATE.S.x.s.a       | {'stream_name':'S','config':{'filter_subject':'s.b'}}",
                "10137 | CONSUMER.CREATE.S.x.s.a       | {'stream_name':'S','config':{'filter_subjects':['s.a']}}",
                "10148 | CONSUMER.CREATE.S.there       | {'stream_name':'S','action':'create','config':{'durable_name':'there'}}",
                "10012 | CONSUMER.CREATE.S.there       | {'stream_name':'S','config':{'durable_name':'there','ack_policy':'all','max_waiting':2}}",
                "10012 | CONSUMER.CREATE.S.there       | {'stream_name':'S','config':{'durable_name':'there','ack_policy':'explicit'}}",
                "10012 | CONSUMER.CREATE.S.there       | {'stream_name':'S','config':{'durable_name':'there','ack_policy':'explicit','deliver_subject':'d'}}",
                "10084 | CONSUMER.CREATE.W.x           | {'stream_name':'W','config':{'ack_policy':'none'}}",
                "10098 | CONSUMER.CREATE.W.x           | {'stream_name':'W','config':{'ack_policy':'all'}}",
                "10101 | CONSUMER.CREATE.W.x           | {'stream_name':'W','config':{'ack_policy':'explicit','deliver_policy':'new'}}",
                "10014 | CONSUMER.INFO.S.nobody        | ''",
                "10059 | CONSUMER.INFO.X.nobody        | ''",
                "10014 | CONSUMER.DELETE.S.nobody      | ''",
                "10014 | CONSUMER.PAUSE.S.nobody       | {}",
                "10025 | CONSUMER.PAUSE.S.there        | {'pause_until':'soon'}",
                "10204 | CONSUMER.RESET.S.late         | {'seq':1}",
                "10014 | CONSUMER.RESET.S.nobody       | {'seq':1}",
                "10025 | CONSUMER.UNPIN.S.there        | {}",
                "10162 | CONSUMER.UNPIN.S.there        | {'group':'a b'}",
                "10160 | CONSUMER.UNPIN.S.there        | {'group':'a'}",
                "10059 | CONSUMER.NAMES.X              | {}",
                "10059 | CONSUMER.LIST.X               | {}",
                "10010 | CONSUMER.LEADER.STEPDOWN.S.x  | {}",
                "10003 | CONSUMER.NO.SUCH.THING.AT.ALL | {}",
            })
    void shouldRefuse(String code, String operation, String json) throws Exception {
        // given
        ask("CONSUMER.CREATE.S.late", "{'stream_name':'S','config':{'durable_name':'late','deliver_policy':'new'}}");

        // when
        String answer = ask(operation, json.equals("''") ? "" : json);

        // then
        assertThat(errorOf(answer)).as(answer).isEqualTo(code);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "there | 409 Exceeded MaxRequestBatch of 10             | {'batch':11}",
                "there | 409 Exceeded MaxRequestBatch of 10             | 11",
                "there | 409 Exceeded MaxRequestExpires of 5s           | {'batch':1,'expires':6000000000}",
                "there | 409 Exceeded MaxRequestMaxBytes of 1000        | {'batch':1,'max_bytes':1001}",
                "there | 400 Bad Request - heartbeat value too large    | {'expires':1000,'idle_heartbeat':600}",
                "there | 400 Bad Request - Not a Overflow Priority consumer | {'min_pending':1}",
                "there | 400 Bad Request - Not a Pinned Client Priority consumer | {'id':'x'}",
                "there | 400 Bad Request - Priority must be between 0 and 9 | {'priority':10}",
                "there | 404 No Messages                                | {'no_wait':true}",
                "there | 408 Request Timeout                            | {'batch':1,'expires':1000000}",
                "push  | 409 Consumer is push based                     | {'batch':1}",
                "none  | 503                                            | {'batch':1}",
            })
    void shouldSayWhyNothingComes(String consumer, String status, String json) throws Exception {
        // when
        Message answer = JETSTREAM
                .client()
                .requestWithTimeout(
                        "$JS.API.CONSUMER.MSG.NEXT.S." + consumer,
                        json.replace('\'', '"').getBytes(StandardCharsets.UTF_8),
                        SOON)
                .handle((message, failure) -> message)
                .get();

        // then
        String shown = answer == null || answer.getStatus() == null
                ? "503"
                : (answer.getStatus().getCode() + " " + answer.getStatus().getMessage());
        assertThat(shown).startsWith(status);
    }

    @Test
    void shouldLetNoMoreWaitThanMay() throws Exception {
        // given
        ask(
                "CONSUMER.CREATE.S.two",
                "{'stream_name':'S','config':{'durable_name':'two','ack_policy':'explicit'," + "'max_waiting':2}}");
        var answers = JETSTREAM.client().subscribe("answers");
        byte[] nothing = {};
        JETSTREAM.client().publish("$JS.API.CONSUMER.MSG.NEXT.S.two", "answers", nothing);
        JETSTREAM.client().publish("$JS.API.CONSUMER.MSG.NEXT.S.two", "answers", nothing);

        // when
        JETSTREAM.client().publish("$JS.API.CONSUMER.MSG.NEXT.S.two", "answers", nothing);
        Message told = answers.nextMessage(SOON);

        // then
        assertThat(told.getStatus().getMessage()).isEqualTo("Exceeded MaxWaiting");
        assertThat(ask("CONSUMER.INFO.S.two", "")).contains("\"num_waiting\":2");
        answers.unsubscribe();
    }

    @ParameterizedTest
    @CsvSource({
        "$JS.ACK.F.acks.1.1.0.1.0",
        "$JS.ACK.F.acks.1.1.99.1.0",
        "$JS.ACK.F.acks.1.2.1.1.0",
        "$JS.ACK.F.acks.1.99.99.1.0",
        "$JS.ACK.F.acks.1.x.1.1.0",
        "$JS.ACK.F.other.1.1.1.1.0",
        "$JS.ACK.other.acks.1.1.1.1.0",
        "$JS.ACK.F.acks"
    })
    void shouldNotFollowForgedAcknowledgements(String subject) throws Exception {
        // given
        String storage = "'storage':'memory'";
        ask("STREAM.CREATE.F", "{'name':'F','subjects':['f'],'retention':'workqueue'," + storage + "}");
        ask("CONSUMER.CREATE.F.acks", "{'stream_name':'F','config':{'durable_name':'acks','ack_policy':'explicit'}}");
        JETSTREAM.client().request("f", "one".getBytes(StandardCharsets.UTF_8), SOON);
        // Not a request: what is delivered keeps its own subject, so a client does not know it for the answer.
        var delivered = JETSTREAM.client().subscribe("delivered");
        JETSTREAM.client().publish("$JS.API.CONSUMER.MSG.NEXT.F.acks", "delivered", new byte[0]);
        assertThat(delivered.nextMessage(SOON)).isNotNull();
        delivered.unsubscribe();

        // when
        JETSTREAM.client().publish(subject, "+ACK".getBytes(StandardCharsets.UTF_8));
        String info = ask("CONSUMER.INFO.F.acks", "");

        // then
        assertThat(info).contains("\"num_ack_pending\":1");
        assertThat(ask("STREAM.INFO.F", "")).contains("\"messages\":1,");
        ask("STREAM.DELETE.F", "");
    }
}
