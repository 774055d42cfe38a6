package io.quoll.router;

import static org.assertj.core.api.Assertions.assertThat;

import io.quoll.message.Message;
import io.quoll.message.Publication;
import io.quoll.testkit.ManualLane;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Stored messages on their way to many inboxes in turn, in a batch that is used again. */
class PublishBatchTest {

    private static final int RECEIVERS = 40;
    private static final int ROUNDS = 5;

    private final List<Runnable> submitted = new ArrayList<>();
    private final SubjectRouter router = new SubjectRouter(1);
    private final PublishBatches batches = new PublishBatches(List.of(new ManualLane(submitted::add)));
    private final List<List<String>> received = new ArrayList<>();

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private List<byte[]> inboxes(String prefix) {
        List<byte[]> inboxes = new ArrayList<>();
        for (int i = 0; i < RECEIVERS; i++) {
            List<String> mine = new ArrayList<>();
            received.add(mine);
            inboxes.add(bytes(prefix + i));
            router.subscribe(new Subscription(bytes(prefix + i), null, (to, message, lane) -> {
                mine.add(new String(message.copySubject(), StandardCharsets.UTF_8)
                        + new String(message.copyReply(), StandardCharsets.UTF_8));
                return true;
            }));
        }
        return inboxes;
    }

    private void deliverInTurns(List<byte[]> inboxes, int inTurn, String shown) {
        Publication message = Publication.of(Message.of(shown, new byte[0]));
        ByteBuffer reply = ByteBuffer.allocateDirect(32).order(ByteOrder.LITTLE_ENDIAN);
        PublishBatch batch = batches.borrow();
        for (int round = 0; round < ROUNDS; round++) {
            for (int i = 0; i < inTurn; i++) {
                byte[] number = bytes("/" + round);
                reply.put(0, number);
                batch.deliver(inboxes.get(i), message, reply, 0, number.length);
            }
        }
        batch.submit(router, 0);
        submitted.forEach(Runnable::run);
        submitted.clear();
    }

    private static List<String> allRounds(String shown) {
        return IntStream.range(0, ROUNDS).mapToObj(round -> shown + "/" + round).toList();
    }

    @Test
    void shouldReachReceiversThatTakeTurns() {
        for (int inTurn : new int[] {1, 2, 16, 17, RECEIVERS}) {
            // given
            received.clear();
            List<byte[]> inboxes = inboxes("inbox" + inTurn + ".");

            // when
            deliverInTurns(inboxes, inTurn, "stored." + inTurn);

            // then
            List<String> all = allRounds("stored." + inTurn);
            assertThat(received.subList(0, inTurn))
                    .allSatisfy(mine -> assertThat(mine).isEqualTo(all));
            assertThat(received.subList(inTurn, RECEIVERS)).allMatch(List::isEmpty);
        }
    }

    @Test
    void shouldNotRememberWhereABatchLedBefore() {
        // given
        List<byte[]> before = inboxes("before.");
        deliverInTurns(before, 3, "a");
        received.clear();
        List<byte[]> after = inboxes("after.");

        // when
        deliverInTurns(after, 3, "b");

        // then
        assertThat(received.subList(0, 3)).allSatisfy(mine -> assertThat(mine).isEqualTo(allRounds("b")));
    }
}
