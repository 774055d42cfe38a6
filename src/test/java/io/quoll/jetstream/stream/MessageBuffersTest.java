package io.quoll.jetstream.stream;

import static org.assertj.core.api.Assertions.assertThat;

import io.quoll.message.Message;
import io.quoll.message.MessageBuffer;
import io.quoll.message.Publication;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Which buffers are used again. */
class MessageBuffersTest {

    private static MessageBuffer filled(MessageBuffer buffer, int size) {
        buffer.add(Publication.of(Message.of("s", new byte[size])));
        return buffer;
    }

    @Test
    void shouldUseTheBufferAgainThatCameBackLast() {
        // given
        MessageBuffers buffers = new MessageBuffers(1 << 20);
        MessageBuffer first = filled(buffers.borrow(), 100);
        MessageBuffer second = filled(buffers.borrow(), 100);

        // when
        buffers.giveBack(first);
        buffers.giveBack(second);

        // then
        assertThat(buffers.borrow()).isSameAs(second).matches(MessageBuffer::isEmpty);
        assertThat(buffers.borrow()).isSameAs(first);
    }

    @Test
    void shouldKeepNoMoreBytesThanItIsTold() {
        // given
        MessageBuffers buffers = new MessageBuffers(100_000);
        Stream<MessageBuffer> used = Stream.generate(() -> filled(buffers.borrow(), 20_000));
        var all = used.limit(8).toList();

        // when
        all.forEach(buffers::giveBack);

        // then
        long kept =
                Stream.generate(buffers::borrow).limit(8).filter(all::contains).count();
        assertThat(kept).isEqualTo(4);
    }

    @Test
    void shouldCountLargeMessagesLittleOnceTheyAreLetGo() {
        // given
        MessageBuffers buffers = new MessageBuffers(100_000);
        MessageBuffer large = filled(buffers.borrow(), 1 << 20);

        // when
        buffers.giveBack(large);

        // then
        assertThat(large.capacity()).isLessThan(10_000);
        assertThat(buffers.borrow()).isSameAs(large);
    }
}
