package io.quoll.jetstream;

import static org.assertj.core.api.Assertions.assertThat;

import io.nats.client.Message;
import io.quoll.testkit.JetStreamBroker;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Requests that are wrong, and NATS's number for each; as nats-server 2.15.1 answers them. */
class RequestErrorsTest {

    @RegisterExtension
    static final JetStreamBroker JETSTREAM = new JetStreamBroker(1, "jetstream { }");

    @BeforeAll
    static void makeStreams() throws Exception {
        ask("STREAM.CREATE.T", "{'name':'T','subjects':['t.>'],'storage':'memory'}");
        ask("STREAM.CREATE.SEALED", "{'name':'SEALED','storage':'memory'}");
        ask("STREAM.UPDATE.SEALED", "{'name':'SEALED','storage':'memory','sealed':true}");
        ask("STREAM.CREATE.DENY", "{'name':'DENY','storage':'memory','deny_delete':true,'deny_purge':true}");
    }

    private static String ask(String operation, String body) throws Exception {
        byte[] payload = body.replace('\'', '"').getBytes(StandardCharsets.UTF_8);
        Message answer = JETSTREAM.client().request("$JS.API." + operation, payload, Duration.ofSeconds(10));
        return new String(answer.getData(), StandardCharsets.UTF_8);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            STREAM.CREATE.X     | ``                                                                  | 10056
            STREAM.CREATE.X     | {                                                                   | 10025
            STREAM.CREATE.X     | []                                                                  | 10025
            STREAM.CREATE.X     | {'name':'X','bogus':1}                                              | 10025
            STREAM.CREATE.X     | {'name':'X','max_msgs':'a'}                                         | 10025
            STREAM.CREATE.X     | {'name':'X','retention':'what'}                                     | 10025
            STREAM.CREATE.X     | {'name':'Y'}                                                        | 10056
            STREAM.CREATE.X     | {'name':'X','max_age':5}                                            | 10052
            STREAM.CREATE.X     | {'name':'X','num_replicas':3}                                       | 10074
            STREAM.CREATE.X     | {'name':'X','num_replicas':9}                                       | 10052
            STREAM.CREATE.X     | {'name':'X','num_replicas':-1}                                      | 10133
            STREAM.CREATE.X     | {'name':'X','subjects':['a..b']}                                    | 10052
            STREAM.CREATE.X     | {'name':'X','subjects':['a.*','a.b']}                               | 10052
            STREAM.CREATE.X     | {'name':'X','subjects':['$JS.API.>']}                               | 10052
            STREAM.CREATE.X     | {'name':'X','subjects':['>']}                                       | 10052
            STREAM.CREATE.X     | {'name':'X','subjects':['t.x']}                                     | 10065
            STREAM.CREATE.X     | {'name':'X','sealed':true}                                          | 10052
            STREAM.CREATE.X     | {'name':'X','mirror_direct':true}                                   | 10052
            STREAM.CREATE.X     | {'name':'X','duplicate_window':10}                                  | 10052
            STREAM.CREATE.X     | {'name':'X','deny_purge':true,'allow_rollup_hdrs':true}             | 10052
            STREAM.CREATE.X     | {'name':'X','discard_new_per_subject':true}                         | 10052
            STREAM.CREATE.X     | {'name':'X','mirror':{'name':'O'},'subjects':['a']}                 | 10034
            STREAM.CREATE.X     | {'name':'X','mirror':{'name':'O'},'first_seq':5}                    | 10143
            STREAM.CREATE.X     | {'name':'X','mirror':{'name':'O.P'}}                                | 10142
            STREAM.CREATE.X     | {'name':'X','sources':[{'name':'O'},{'name':'O'}]}                  | 10140
            STREAM.CREATE.X     | {'name':'X','sources':[{'name':'X'}],'subjects':['x']}              | 10052
            STREAM.CREATE.X     | {'name':'X','republish':{'src':'>','dest':'X'}}                     | 10052
            STREAM.CREATE.X     | {'name':'X','max_msgs':-5,'pedantic':true}                          | 10157
            STREAM.CREATE.X     | {'name':'X','subject_transform':{'src':'a.*','dest':'b.$2'}}        | 10156
            STREAM.CREATE.T     | {'name':'T','subjects':['t.>'],'storage':'memory','max_msgs':7}     | 10058
            STREAM.UPDATE.NO    | {'name':'NO'}                                                       | 10059
            STREAM.UPDATE.T     | {'name':'T','subjects':['t.>'],'storage':'file'}                    | 10052
            STREAM.UPDATE.SEALED| {'name':'SEALED','storage':'memory'}                                | 10052
            STREAM.INFO.NO      | ``                                                                  | 10059
            STREAM.INFO.T       | {'x':1}                                                             | 10025
            STREAM.DELETE.NO    | ``                                                                  | 10059
            STREAM.DELETE.T     | x                                                                   | 10038
            STREAM.PURGE.NO     | ``                                                                  | 10059
            STREAM.PURGE.T      | {'seq':4,'keep':2}                                                  | 10003
            STREAM.PURGE.SEALED | ``                                                                  | 10109
            STREAM.PURGE.DENY   | ``                                                                  | 10110
            STREAM.MSG.GET.T    | ``                                                                  | 10003
            STREAM.MSG.GET.T    | {'seq':1,'last_by_subj':'t.h'}                                      | 10003
            STREAM.MSG.GET.T    | {'seq':1,'batch':2}                                                 | 10003
            STREAM.MSG.GET.T    | {'seq':1}                                                           | 10037
            STREAM.MSG.GET.NO   | {'seq':1}                                                           | 10059
            STREAM.MSG.DELETE.T | ``                                                                  | 10003
            STREAM.MSG.DELETE.T | {'seq':999}                                                         | 10043
            STREAM.MSG.DELETE.DENY | {'seq':1}                                                        | 10057
            STREAM.MSG.DELETE.SEALED | {'seq':1}                                                      | 10109
            STREAM.LEADER.STEPDOWN.T | ``                                                             | 10010
            STREAM.BOGUS.T      | ``                                                                  | 10003
            """)
    void shouldBeRefusedWithItsNumber(String operation, String body, int errorCode) throws Exception {
        // given
        String request = body;

        // when
        String answer = ask(operation, request);

        // then
        assertThat(answer).contains("\"err_code\":" + errorCode + ",");
    }
}
