package io.quoll.storage.memory;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quoll.message.Message;
import io.quoll.message.Publication;
import io.quoll.storage.MessageReader;
import io.quoll.storage.MessageStore;
import io.quoll.storage.StorageException;
import io.quoll.storage.SubjectFilter;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class MemoryBlocksTest {

    private static final int PAYLOAD = 1000;

    private static Publication message(long sequence) {
        byte[] payload = (sequence + " ").repeat(PAYLOAD / 4).getBytes(UTF_8);
        return Publication.of(Message.of("turning", payload));
    }

    @Test
    void shouldServeAgain() {
        // given
        MemoryBlocks blocks = new MemoryBlocks();
        ByteBuffer first = blocks.take(MemoryBlocks.SIZE);

        // when
        blocks.giveBack(first);

        // then
        assertThat(blocks.take(MemoryBlocks.SIZE)).isSameAs(first);
    }

    @Test
    void shouldNotKeepWhatIsLarger() {
        // given
        MemoryBlocks blocks = new MemoryBlocks();
        ByteBuffer large = blocks.take(3 * MemoryBlocks.SIZE);

        // when
        blocks.giveBack(large);

        // then
        assertThat(blocks.take(3 * MemoryBlocks.SIZE)).isNotSameAs(large);
    }

    @Test
    void shouldRefuseMessagesWhereThereIsNoMoreMemoryAndTakeThemWhenSomeHaveGone() {
        // given
        MessageStore store = new MemoryMessageStore(new MemoryBlocks(() -> 3 * MemoryBlocks.SIZE));
        AtomicLong last = new AtomicLong();
        assertThatThrownBy(() -> {
                    while (last.get() < 10_000) {
                        last.set(store.append(message(last.get() + 1), 1, MessageStore.NEVER));
                    }
                })
                .isInstanceOf(StorageException.OutOfSpace.class);

        // when
        store.removeBefore(last.get() - 1_000);
        long next = store.append(message(last.get() + 1), 1, MessageStore.NEVER);

        // then
        assertThat(next).isEqualTo(last.get() + 1).isGreaterThan(3_000);
        assertThat(store.state().messages()).isEqualTo(1_002);
    }

    @Test
    void shouldShowNobodyWhatAnotherSegmentHasPutThere() throws Exception {
        // given
        MessageStore store = new MemoryMessageStore();
        AtomicBoolean done = new AtomicBoolean();
        CompletableFuture<Integer> wrong = CompletableFuture.supplyAsync(() -> {
            int found = 0;
            try (MessageReader reader = store.reader()) {
                while (!done.get()) {
                    long from = store.state().firstSequence();
                    if (reader.next(from, SubjectFilter.ALL)) {
                        byte[] expected = message(reader.sequence()).toMessage().payload();
                        found += Arrays.equals(reader.message().toMessage().payload(), expected) ? 0 : 1;
                    }
                }
            }
            return found;
        });

        // when
        for (long i = 1; i <= 60_000; i++) {
            store.append(message(i), i, MessageStore.NEVER);
            if (i % 1000 == 0) {
                store.removeBefore(i - 500);
            }
        }
        done.set(true);

        // then
        assertThat(wrong.get()).isZero();
        assertThat(store.state().lostMessages()).isZero();
    }

    @Test
    void shouldLeaveNothingOfAnErasedMessageInABlockThatServesAgain() {
        // given
        MessageStore store = new MemoryMessageStore();
        long last = 0;
        while (last < 4_000) {
            last = store.append(message(last + 1), 1, MessageStore.NEVER);
        }

        // when
        store.remove(last - 10, true);
        boolean there;
        try (MessageReader reader = store.reader()) {
            there = reader.read(last - 11) && reader.read(last - 9);
        }

        // then
        assertThat(there).isTrue();
        assertThat(store.remove(last - 10, false)).isFalse();
    }
}
