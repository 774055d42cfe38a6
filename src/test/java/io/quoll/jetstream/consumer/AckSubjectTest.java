package io.quoll.jetstream.consumer;

import static org.assertj.core.api.Assertions.assertThat;

import io.quoll.message.Message;
import io.quoll.message.Publication;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Subjects of acknowledgements in both forms, and what only looks like one. */
class AckSubjectTest {

    private static Publication to(String subject) {
        return Publication.of(Message.of(subject, new byte[0]));
    }

    @ParameterizedTest
    @CsvSource({
        "$JS.ACK.S.C.3.14.15.926535.8",
        "$JS.ACK._.acc.S.C.3.14.15.926535.8",
        "$JS.ACK.hub.acc.S.C.3.14.15.926535.8.token",
        "$JS.ACK.hub.acc.S.C.3.14.15.926535.8.more.of.it"
    })
    void shouldReadBothForms(String subject) {
        // given
        AckSubject ack = new AckSubject();

        // when
        boolean read = ack.read(to(subject));

        // then
        assertThat(read).isTrue();
        assertThat(ack.stream()).isEqualTo("S");
        assertThat(ack.consumer()).isEqualTo("C");
        assertThat(ack.isStream(new byte[] {'S'})).isTrue();
        assertThat(ack.isConsumer(new byte[] {'D'})).isFalse();
        assertThat(ack.deliveries()).isEqualTo(3);
        assertThat(ack.sequence()).isEqualTo(14);
        assertThat(ack.consumerSequence()).isEqualTo(15);
    }

    @ParameterizedTest
    @ValueSource(strings = {"$JS.ACK.S", "$JS.ACK.S.C.1.1.1.1", "$JS.ACK.S.C.1.1.1.1.1.1"})
    void shouldPassOverWhatIsNone(String subject) {
        assertThat(new AckSubject().read(to(subject))).isFalse();
    }

    @Test
    void shouldTakeWhatIsNoNumberForNone() {
        // given
        AckSubject ack = new AckSubject();

        // when
        ack.read(to("$JS.ACK.S.C.x.-4.99999999999999999999.1.1"));

        // then
        assertThat(ack.deliveries()).isEqualTo(-1);
        assertThat(ack.sequence()).isEqualTo(-1);
        assertThat(ack.consumerSequence()).isEqualTo(-1);
    }
}
