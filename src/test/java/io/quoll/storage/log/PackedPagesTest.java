package io.quoll.storage.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quoll.storage.log.Disk.DiskFile;
import io.quoll.storage.log.PagedSection.DamagedPageException;
import io.quoll.testkit.SeededRandom;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

@ExtendWith(SeededRandom.class)
@SuppressWarnings("NullAway.Init") // by JUnit
class PackedPagesTest {

    private static final int RECORDS = 100_000;

    @TempDir
    private Path directory;

    private DiskFile file;

    @BeforeEach
    void open() throws IOException {
        file = new NioDisk().open(directory.resolve("seg"));
    }

    @AfterEach
    void close() throws IOException {
        file.close();
    }

    /** Behind some records. */
    private SegmentFooter written(long... words) throws IOException {
        BlockWriter blocks = new BlockWriter(file);
        blocks.write(ByteBuffer.allocate(RECORDS));
        long recordsEnd = LogSegment.HEAD_SIZE + RECORDS;
        PagedSection.write((pages, position) -> blocks.writePages(pages), recordsEnd, words, words.length);
        long sectionsAt = blocks.finish();
        long[] directoryOfBlocks = blocks.directory();
        SegmentFooter footer = new SegmentFooter(
                1,
                1 + words.length,
                recordsEnd,
                sectionsAt,
                words.length,
                0,
                false,
                false,
                true,
                true,
                true,
                0,
                0,
                0,
                0);
        assertThat(footer.blocks()).isEqualTo(directoryOfBlocks.length);
        PagedSection.write(file, footer.blocksAt(), directoryOfBlocks, directoryOfBlocks.length);
        PagedSection.write(file, footer.blocksAgainAt(), directoryOfBlocks, directoryOfBlocks.length);
        return footer;
    }

    private PagedSection section(SegmentFooter footer) {
        PageCache cache = new PageCache();
        RecordBytes pages = new PackedPages(new BlockReader(file, cache, footer), footer.recordsEnd());
        return new PagedSection(pages, cache, footer.slotsAt(), footer.slots());
    }

    @Test
    void shouldGiveBackAnyWords(Random random) throws IOException {
        // given
        long[] words = random.longs(5_000).toArray();
        for (int i = 2_000; i < words.length; i++) {
            words[i] = words[i - 1] + random.nextInt(100) + ((long) random.nextInt(9) - 4 << Integer.SIZE);
        }

        // when
        PagedSection read = section(written(words));

        // then
        for (int i = 0; i < words.length; i++) {
            assertThat(read.get(i)).isEqualTo(words[i]);
        }
    }

    @Test
    void shouldTakeLittleForMessagesThatFollowEachOther(Random random) throws IOException {
        // given: places and sizes of messages of about 300 bytes
        long[] words = new long[50_000];
        long position = LogSegment.HEAD_SIZE;
        for (int i = 0; i < words.length; i++) {
            int size = 280 + random.nextInt(40);
            words[i] = SealedIndex.word(position, size);
            position += size + 7 & ~7;
        }

        // when
        SegmentFooter footer = written(words);

        // then
        assertThat(footer.sectionsAt()).isLessThan(PagedSection.bytesFor(words.length) * 2 / 5);
    }

    @Test
    void shouldNoticeDamageToAPage(Random random) throws IOException {
        // given
        SegmentFooter footer = written(random.longs(511 * 3).toArray());
        long begin = footer.sectionsAt() - 2L * PagedSection.PAGE_SIZE;
        ByteBuffer hit = ByteBuffer.allocate(1);
        file.read(hit, begin + 17);

        // when
        file.write(hit.put(0, (byte) (hit.get(0) ^ 1)).rewind(), begin + 17);
        PagedSection read = section(footer);

        // then
        assertThatThrownBy(() -> read.get(511)).isInstanceOf(DamagedPageException.class);
        assertThatThrownBy(() -> read.get(1_021)).isInstanceOf(DamagedPageException.class);
        assertThat(read.get(0)).isNotZero();
        assertThat(read.get(1_022)).isNotZero();
    }
}
