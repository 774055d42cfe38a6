package io.quoll.jetstream;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.nats.client.Message;
import io.nats.client.Subscription;
import io.quoll.testkit.JetStreamBroker;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Batches of which only some messages are answered, as clients with a stream of {@code allow_batched} send them. */
class FastBatchTest {

    private static final Duration PATIENCE = Duration.ofSeconds(15);
    private static final int START = 0;
    private static final int APPEND = 1;
    private static final int COMMIT = 2;
    private static final int END = 3;
    private static final int PING = 4;

    @RegisterExtension
    static final JetStreamBroker JETSTREAM = new JetStreamBroker(1, "jetstream { }");

    private static void create(String name, String rest) throws Exception {
        String config = "{'name':'" + name + "','subjects':['" + name + ".>'],'storage':'memory'" + rest + "}";
        Message answer = JETSTREAM
                .client()
                .request(
                        "$JS.API.STREAM.CREATE." + name,
                        config.replace('\'', '"').getBytes(UTF_8),
                        PATIENCE);
        assertThat(new String(answer.getData(), UTF_8)).contains("\"did_create\":true");
    }

    /** One batch of a client that looks at every answer. */
    private static final class Batch {
        private final String stream;
        private final String id;
        private final String gaps;
        private final Subscription inbox;

        Batch(String stream, String id, String gaps) throws Exception {
            this.stream = stream;
            this.id = id;
            this.gaps = gaps;
            this.inbox = JETSTREAM.client().subscribe("inbox." + id + ".>");
            JETSTREAM.client().flush(PATIENCE);
        }

        void send(int sequence, int operation) {
            String reply = "inbox." + id + "." + id + ".4." + gaps + "." + sequence + "." + operation + ".$FI";
            JETSTREAM.client().publish(stream + ".a", reply, ("message " + sequence).getBytes(UTF_8));
        }

        String next() throws Exception {
            Message answer = inbox.nextMessage(PATIENCE);
            assertThat(answer).isNotNull();
            return new String(answer.getData(), UTF_8);
        }

        /** All answers up to the one that ends the batch. */
        List<String> answers() throws Exception {
            List<String> answers = new ArrayList<>();
            String answer;
            do {
                answer = next();
                answers.add(answer);
            } while (!answer.contains("\"batch\"") && !answer.contains("\"stream\""));
            return answers;
        }
    }

    private static long count(String stream) throws Exception {
        return JETSTREAM.management().getStreamInfo(stream).getStreamState().getMsgCount();
    }

    @Test
    void shouldStoreEachMessageAndAnswerSome() throws Exception {
        // given
        create("ALL", ",'allow_batched':true");
        Batch batch = new Batch("ALL", "one", "fail");

        // when
        batch.send(1, START);
        for (int i = 2; i < 100; i++) {
            batch.send(i, APPEND);
        }
        batch.send(100, COMMIT);
        List<String> answers = batch.answers();

        // then
        assertThat(count("ALL")).isEqualTo(100);
        assertThat(answers.get(0))
                .contains("\"type\":\"ack\"")
                .contains("\"seq\":0")
                .contains("\"msgs\":4");
        assertThat(answers).hasSize(26);
        assertThat(answers.get(25))
                .contains("\"stream\":\"ALL\"")
                .contains("\"seq\":100")
                .contains("\"batch\":\"one\"")
                .contains("\"count\":100");
    }

    @Test
    void shouldEndWithoutAMessage() throws Exception {
        // given
        create("ENDS", ",'allow_batched':true");
        Batch batch = new Batch("ENDS", "two", "fail");

        // when
        batch.send(1, START);
        batch.send(2, APPEND);
        batch.send(3, END);

        // then
        assertThat(batch.answers()).last().asString().contains("\"count\":2").contains("\"seq\":2");
        assertThat(count("ENDS")).isEqualTo(2);
    }

    @Test
    void shouldTellOfGapsAndEndTheBatchWhereTheyAreNotAllowed() throws Exception {
        // given
        create("GAPS", ",'allow_batched':true");
        Batch strict = new Batch("GAPS", "strict", "fail");
        Batch loose = new Batch("GAPS", "loose", "ok");

        // when
        strict.send(1, START);
        strict.send(4, APPEND);
        List<String> ofStrict = strict.answers();
        loose.send(1, START);
        loose.send(4, APPEND);
        loose.send(5, COMMIT);
        List<String> ofLoose = loose.answers();

        // then
        assertThat(ofStrict).anySatisfy(a -> assertThat(a)
                .contains("\"type\":\"gap\"")
                .contains("\"last_seq\":2")
                .contains("\"seq\":4"));
        assertThat(ofStrict).last().asString().contains("\"count\":1");
        assertThat(ofLoose).anySatisfy(a -> assertThat(a).contains("\"type\":\"gap\""));
        assertThat(ofLoose).last().asString().contains("\"count\":5");
        assertThat(count("GAPS")).isEqualTo(4);
    }

    @Test
    void shouldSayHowFarABatchIsWhenItIsAsked() throws Exception {
        // given
        create("ASKED", ",'allow_batched':true");
        Batch batch = new Batch("ASKED", "three", "fail");
        batch.send(1, START);
        batch.next();

        // when
        batch.send(1, PING);

        // then
        assertThat(batch.next()).contains("\"type\":\"ack\"");
        batch.send(2, COMMIT);
        assertThat(batch.answers()).last().asString().contains("\"count\":2");
    }

    @Test
    void shouldRefuseWhatIsNoBatch() throws Exception {
        // given
        create("PLAIN", "");
        create("BATCHED", ",'allow_batched':true");
        Batch disabled = new Batch("PLAIN", "four", "fail");
        Batch unknown = new Batch("BATCHED", "five", "fail");
        Batch wrong = new Batch("BATCHED", "six", "perhaps");

        // when
        disabled.send(1, START);
        unknown.send(2, APPEND);
        wrong.send(1, START);

        // then
        assertThat(disabled.next()).contains("\"err_code\":10205");
        assertThat(unknown.next()).contains("\"err_code\":10208");
        assertThat(wrong.next()).contains("\"err_code\":10206");
        assertThat(count("BATCHED")).isZero();
        assertThat(count("PLAIN")).isZero();
    }
}
