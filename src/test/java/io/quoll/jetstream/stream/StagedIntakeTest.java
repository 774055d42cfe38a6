package io.quoll.jetstream.stream;

import static org.assertj.core.api.Assertions.assertThat;

import io.quoll.message.Message;
import io.quoll.message.MessageBuffer;
import io.quoll.message.Publication;
import io.quoll.router.PublishBatches;
import io.quoll.router.RoutingLane;
import io.quoll.router.SubjectRouter;
import io.quoll.router.Subscription;
import io.quoll.testkit.ManualLane;
import io.quoll.testkit.ManualLoop;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How long publishers have to wait when a stream does not keep up, and when they are refused. */
class StagedIntakeTest {

    private final ManualLoop stream = new ManualLoop();
    private final ManualLoop loop = new ManualLoop();
    private final ManualLane lane = new ManualLane(loop);
    private final SubjectRouter router = new SubjectRouter(1);
    private int taken;
    private int refused;

    private final class Counting implements StagedIntake.Receiver {
        @Override
        public void take(MessageBuffer messages, int from) {
            taken += messages.count();
        }

        @Override
        public void refuse(Publication message, int from) {
            refused++;
        }
    }

    private void subscribe(long bytes, long messages) {
        StagedIntake intake = new StagedIntake(
                stream, new Counting(), new PublishBatches(List.of(lane)), new StagedIntake.Room(bytes, messages));
        router.subscribe(new Subscription(Subjects.bytes("s"), null, intake));
    }

    /** In one turn; returns how long whoever did it has to wait. */
    private Duration publish(int count, int size) {
        Publication publication = Publication.of(Message.of("s", new byte[size]));
        RoutingLane way = router.lane(0);
        for (int i = 0; i < count; i++) {
            way.publish(publication, way.route(publication), null);
        }
        loop.run();
        return Duration.ofNanos(lane.takeStall());
    }

    @ParameterizedTest
    @CsvSource({"80, 0", "81, 5", "89, 5", "90, 10", "100, 20", "110, 40", "120, 80", "130, 160", "150, 160"})
    void shouldLetPublishersWaitTheLongerTheMoreMessagesWait(int messages, long millis) {
        // given
        subscribe(1 << 20, 160);

        // when
        Duration wait = publish(messages, 1);

        // then
        assertThat(wait).isEqualTo(Duration.ofMillis(millis));
    }

    @ParameterizedTest
    @CsvSource({"1000, 0", "10000, 5", "35000, 5", "40000, 10", "45000, 20", "62000, 160"})
    void shouldLetPublishersWaitFromAnEighthOfTheBytesOn(int bytes, long millis) {
        // given
        subscribe(64 * 1024, 1000);

        // when
        Duration wait = publish(1, bytes);

        // then
        assertThat(wait).isEqualTo(Duration.ofMillis(millis));
    }

    @Test
    void shouldRefuseWhatThereIsNoRoomFor() {
        // given
        subscribe(1 << 20, 160);
        publish(161, 1);

        // when
        publish(2, 1);
        stream.run();

        // then
        assertThat(refused).isEqualTo(2);
        assertThat(taken).isEqualTo(161);
    }

    @Test
    void shouldLetNobodyWaitWhenTheStreamHasCaughtUp() {
        // given
        subscribe(1 << 20, 160);
        publish(150, 1);
        stream.run();

        // when
        Duration wait = publish(10, 1);

        // then
        assertThat(wait).isZero();
    }
}
