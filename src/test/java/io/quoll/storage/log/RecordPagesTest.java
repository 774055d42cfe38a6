package io.quoll.storage.log;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class RecordPagesTest {

    private static final int PAGE = RecordPages.PAGE;
    private static final long END = 1 << 20;

    private final RecordPages pages = new RecordPages(64 * PAGE);
    private final AtomicInteger reads = new AtomicInteger();

    /** A segment in which every byte says in which page it is. */
    private int read(ByteBuffer into, long position) {
        reads.incrementAndGet();
        int count = into.remaining();
        for (int i = 0; i < count; i++) {
            into.put((byte) ((position + i) / PAGE));
        }
        return count;
    }

    private void miss(int owner, long position, int bytes) throws IOException {
        pages.missed(owner, position, bytes, this::read, END);
    }

    private boolean isThere(int owner, long position, int bytes) {
        return pages.copy(owner, position, bytes, ByteBuffer.allocate(bytes));
    }

    @Test
    void shouldLoadAPageThatIsWantedTwice() throws IOException {
        // given
        int owner = pages.newOwner();
        miss(owner, 100, 50);
        boolean afterOnce = isThere(owner, 100, 50);

        // when
        miss(owner, 3_000, 50);

        // then
        assertThat(afterOnce).isFalse();
        assertThat(isThere(owner, 100, 50)).isTrue();
        assertThat(isThere(owner, PAGE, 50)).isFalse();
        assertThat(isThere(pages.newOwner(), 100, 50)).isFalse();
        assertThat(reads).hasValue(1);
    }

    @Test
    void shouldCopyWhatBeginsInOnePageAndEndsInAnother() throws IOException {
        // given
        int owner = pages.newOwner();
        miss(owner, 2 * PAGE - 10, 20);
        miss(owner, 2 * PAGE - 10, 20);
        ByteBuffer into = ByteBuffer.allocate(20);

        // when
        boolean there = pages.copy(owner, 2 * PAGE - 10, 20, into);

        // then
        assertThat(there).isTrue();
        assertThat(into.array()).startsWith(1, 1, 1).endsWith(2, 2, 2);
        assertThat(into.get(9)).isEqualTo((byte) 1);
        assertThat(into.get(10)).isEqualTo((byte) 2);
    }

    @Test
    void shouldNotLoadAPageThatMayStillGrow() throws IOException {
        // given
        int owner = pages.newOwner();
        pages.missed(owner, 0, 10, this::read, PAGE - 1);

        // when
        pages.missed(owner, 0, 10, this::read, PAGE - 1);

        // then
        assertThat(isThere(owner, 0, 10)).isFalse();
        assertThat(reads).hasValue(0);
    }

    @Test
    void shouldForgetWhatHasChanged() throws IOException {
        // given
        int owner = pages.newOwner();
        miss(owner, 0, PAGE + 1);
        miss(owner, 0, PAGE + 1);
        boolean before = isThere(owner, 0, PAGE) && isThere(owner, PAGE, PAGE);

        // when
        boolean were = pages.forget(owner, PAGE - 8, 16);

        // then
        assertThat(before && were).isTrue();
        assertThat(pages.forget(owner, PAGE - 8, 16)).isFalse();
        assertThat(isThere(owner, 0, 8)).isFalse();
        assertThat(isThere(owner, PAGE, 8)).isFalse();
    }

    @Test
    void shouldNotKeepWhatChangesWhileItIsLoaded() throws IOException {
        // given
        int owner = pages.newOwner();
        RecordBytes changing = (into, position) -> {
            pages.forget(owner, 0, 8);
            return read(into, position);
        };
        pages.missed(owner, 0, 8, changing, END);

        // when
        pages.missed(owner, 0, 8, changing, END);

        // then
        assertThat(isThere(owner, 0, 8)).isFalse();
        miss(owner, 0, 8);
        assertThat(isThere(owner, 0, 8)).isTrue();
    }

    @Test
    void shouldTakeNoPageThatCannotBeReadWhole() throws IOException {
        // given
        int owner = pages.newOwner();
        RecordBytes cut = (into, position) -> PAGE / 2;
        pages.missed(owner, 0, 8, cut, END);

        // when
        pages.missed(owner, 0, 8, cut, END);

        // then
        assertThat(isThere(owner, 0, 8)).isFalse();
    }

    @Test
    void shouldShowNobodyThePageOfAnother() throws Exception {
        // given
        int owner = pages.newOwner();
        AtomicBoolean done = new AtomicBoolean();
        CompletableFuture<Integer> wrong = CompletableFuture.supplyAsync(() -> {
            ByteBuffer into = ByteBuffer.allocate(PAGE);
            byte[] expected = new byte[PAGE];
            int found = 0;
            for (int page = 0; !done.get(); page = (page + 1) & 0x7F) {
                Arrays.fill(expected, (byte) page);
                if (pages.copy(owner, (long) page * PAGE, PAGE, into)) {
                    found += Arrays.equals(into.array(), expected) ? 0 : 1;
                }
            }
            return found;
        });

        // when
        for (int i = 0; i < 20_000; i++) {
            long page = i * 31L & 0x7F;
            miss(owner, page * PAGE, 8);
            miss(owner, page * PAGE, 8);
        }
        done.set(true);

        // then
        assertThat(wrong.get()).isZero();
        assertThat(reads.get()).isGreaterThan(1_000);
    }
}
