package io.quoll.jetstream;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.nats.client.Message;
import io.nats.client.Subscription;
import io.quoll.testkit.JetStreamBroker;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Takes streams away as snapshots and brings them back, as a client does. */
record Snapshots(JetStreamBroker jetStream) {

    private static final Duration PATIENCE = Duration.ofSeconds(15);
    private static final Pattern DELIVER = Pattern.compile("\"deliver_subject\":\"([^\"]+)\"");

    String ask(String subject, String body) throws Exception {
        byte[] payload = body.replace('\'', '"').getBytes(UTF_8);
        return new String(jetStream.client().request(subject, payload, PATIENCE).getData(), UTF_8);
    }

    /** The chunks of a snapshot, each acknowledged, and the status behind them. */
    List<byte[]> take(String name, int chunkSize, int windowSize) throws Exception {
        Subscription inbox = jetStream.client().subscribe("backup." + name);
        jetStream.client().flush(PATIENCE);
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
                jetStream.client().publish(chunk.getReplyTo(), null);
            }
            chunk = inbox.nextMessage(PATIENCE);
        }
        assertThat(chunk).isNotNull();
        assertThat(chunk.getStatus().getCode()).isEqualTo(204);
        inbox.unsubscribe();
        return chunks;
    }

    String deliverSubject(String name, String config) throws Exception {
        String answer = ask("$JS.API.STREAM.RESTORE." + name, "{'config':" + config + ",'state':{'messages':1}}");
        Matcher found = DELIVER.matcher(answer);
        assertThat(found.find()).as(answer).isTrue();
        return found.group(1);
    }

    /** Sends chunks until one is not answered with nothing, and then that there are no more. */
    String bring(String subject, List<byte[]> chunks) throws Exception {
        for (byte[] chunk : chunks) {
            String answer = new String(
                    jetStream.client().request(subject, chunk, PATIENCE).getData(), UTF_8);
            if (!answer.isEmpty()) {
                return answer;
            }
        }
        return new String(jetStream.client().request(subject, null, PATIENCE).getData(), UTF_8);
    }
}
