package io.quoll.storage.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quoll.testkit.SeededRandom;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

@ExtendWith(SeededRandom.class)
class OpenFilesTest {

    private static final int MOST = 4;
    private static final int FILES = 20;

    @TempDir
    private Path directory;

    private int open;

    /** Counts what is open. */
    private final class CountingDisk implements Disk {
        private final Disk files = new NioDisk();

        @Override
        public DiskFile open(Path path) throws IOException {
            DiskFile file = files.open(path);
            open++;
            return new DiskFile() {
                @Override
                public int read(ByteBuffer into, long position) throws IOException {
                    return file.read(into, position);
                }

                @Override
                public void write(ByteBuffer from, long position) throws IOException {
                    file.write(from, position);
                }

                @Override
                public void force() throws IOException {
                    file.force();
                }

                @Override
                public void truncate(long size) throws IOException {
                    file.truncate(size);
                }

                @Override
                public long size() throws IOException {
                    return file.size();
                }

                @Override
                public void close() throws IOException {
                    open--;
                    file.close();
                }
            };
        }

        @Override
        public void move(Path from, Path to) throws IOException {
            files.move(from, to);
        }

        @Override
        public void delete(Path path) throws IOException {
            files.delete(path);
        }

        @Override
        public void forceDirectory(Path forced) throws IOException {
            files.forceDirectory(forced);
        }
    }

    private final OpenFiles files = new OpenFiles(new CountingDisk(), MOST);

    @Test
    void shouldKeepWhatIsWrittenWithFewFilesOpen(Random random) throws IOException {
        // given
        List<DormantFile> all = new ArrayList<>();
        long[] sizes = new long[FILES];
        for (int i = 0; i < FILES; i++) {
            all.add(files.file(directory.resolve("file-" + i)));
        }

        for (int i = 0; i < 500; i++) {
            // when
            int which = random.nextInt(FILES);
            DormantFile file = all.get(which);
            file.write(ByteBuffer.wrap(new byte[] {(byte) which}), sizes[which]++);
            file.force();

            // then
            assertThat(open).isLessThanOrEqualTo(MOST);
            ByteBuffer last = ByteBuffer.allocate(1);
            assertThat(file.read(last, sizes[which] - 1)).isEqualTo(1);
            assertThat(last.get(0)).isEqualTo((byte) which);
            assertThat(file.size()).isEqualTo(sizes[which]);
        }
        all.forEach(DormantFile::close);
        assertThat(open).isZero();
    }

    @Test
    void shouldNotOpenWhatWasClosed() throws IOException {
        // given
        DormantFile file = files.file(directory.resolve("file"));
        file.truncate(10);
        file.close();

        // when
        assertThatThrownBy(() -> file.write(ByteBuffer.allocate(1), 0))

                // then
                .isInstanceOf(ClosedChannelException.class);
    }
}
