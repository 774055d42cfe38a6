package io.quoll.message;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ReaddressingTest {

    private static final Headers HEADERS = Headers.of(Map.of("A", List.of("b")));

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 1000, 70_000})
    void shouldCarryTheBodyToAnotherAddress(int size) {
        // given
        byte[] payload = new byte[size];
        for (int i = 0; i < size; i++) {
            payload[i] = (byte) i;
        }
        Readdressing readdressing = new Readdressing();
        readdressing.write(Publication.of(Message.of("before", new byte[5])), new byte[] {'x'}, new byte[0], null);
        Publication message = Publication.of(new Message("old", "reply", HEADERS, payload));

        // when
        Publication written = readdressing.write(message, "new.one".getBytes(UTF_8), "back".getBytes(UTF_8), null);

        // then
        assertThat(written.toMessage()).isEqualTo(new Message("new.one", "back", HEADERS, payload));
        assertThat(written.subjectHash()).isEqualTo(SubjectHash.of("new.one".getBytes(UTF_8)));
        assertThat(written.isRepeated()).isFalse();
    }

    @Test
    void shouldTakeOtherHeadersAndNoReply() {
        // given
        Publication message = Publication.of(new Message("old", "reply", Headers.NONE, new byte[] {1}));
        Headers others = Headers.of(Map.of("C", List.of("d")));

        // when
        Publication written = new Readdressing().write(message, "new".getBytes(UTF_8), new byte[0], others.toBytes());

        // then
        assertThat(written.toMessage()).isEqualTo(new Message("new", null, others, new byte[] {1}));
    }
}
