package io.quoll.storage.compression;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quoll.testkit.SeededRandom;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Random;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(SeededRandom.class)
class SnappyBlockTest {

    private final SnappyBlock block = new SnappyBlock();

    private byte[] compressed(byte[] bytes) {
        byte[] out = new byte[SnappyBlock.mostFor(bytes.length) + 3];
        int size = block.compress(bytes, 0, bytes.length, out, 3);
        return Arrays.copyOfRange(out, 3, 3 + size);
    }

    private static byte[] read(byte[] compressed) throws DamagedBlockException {
        int length = SnappyBlock.length(compressed, 0, compressed.length, 1 << 20);
        byte[] out = new byte[length + 5];
        int read = SnappyBlock.decompress(compressed, 0, compressed.length, out, 5, length);
        assertThat(read).isEqualTo(length);
        return Arrays.copyOfRange(out, 5, out.length);
    }

    /** Bytes that repeat more or less. */
    static byte[] some(Random random, int length) {
        byte[] bytes = new byte[length];
        int letters = 1 + random.nextInt(random.nextBoolean() ? 4 : 250);
        for (int i = 0; i < length; ) {
            int part = Math.min(length - i, 1 + random.nextInt(300));
            if (i > 0 && random.nextInt(3) > 0) {
                int from = random.nextInt(i);
                for (int j = 0; j < part; j++) {
                    bytes[i + j] = bytes[from + j];
                }
            } else {
                for (int j = 0; j < part; j++) {
                    bytes[i + j] = (byte) random.nextInt(letters);
                }
            }
            i += part;
        }
        return bytes;
    }

    @Test
    void shouldReadWhatWasCompressed(Random random) throws DamagedBlockException {
        for (int i = 0; i < 600; i++) {
            // given
            int length = i < 100 ? i : random.nextInt(random.nextInt(20) == 0 ? SnappyBlock.MOST + 1 : 2_000);
            byte[] bytes = some(random, length);

            // when
            byte[] compressed = compressed(bytes);

            // then
            assertThat(compressed).hasSizeLessThanOrEqualTo(SnappyBlock.mostFor(length));
            assertThat(read(compressed)).isEqualTo(bytes);
        }
    }

    @Test
    void shouldMakeSmallerWhatRepeats() {
        // given
        byte[] bytes = "{\"sensor\":17,\"value\":21.5}".repeat(1_000).getBytes(US_ASCII);

        // when
        byte[] compressed = compressed(bytes);

        // then
        assertThat(compressed).hasSizeLessThan(bytes.length / 15);
    }

    @Test
    void shouldReadTheWordsOfTheFormat() throws DamagedBlockException {
        // given: a literal, a near copy, a far one, one of four bytes, and S2's repetition in two lengths
        byte[] near = {10, 2 << 2, 'a', 'b', 'c', (7 - 4) << 2 | 1, 3};
        byte[] far = {6, 1 << 2, 'x', 'y', 3 << 2 | 2, 2, 0};
        byte[] wide = {6, 1 << 2, 'x', 'y', 3 << 2 | 3, 2, 0, 0, 0};
        byte[] again = {12, 1 << 2, 'x', 'y', 1 << 2 | 2, 2, 0, 0, 'z', 1 | 3 << 2, 0};
        byte[] longAgain = {(byte) 0x80, 1, 0, 'q', 1 << 2 | 2, 1, 0, 5 << 2 | 1, 0, 125 - 8};

        // when
        String[] texts = new String[] {
            new String(read(near), US_ASCII),
            new String(read(far), US_ASCII),
            new String(read(wide), US_ASCII),
            new String(read(again), US_ASCII),
            new String(read(longAgain), US_ASCII)
        };

        // then
        assertThat(texts).containsExactly("abcabcabca", "xyxyxy", "xyxyxy", "xyxyzyzyzyzy", "q".repeat(128));
    }

    @Test
    void shouldRefuseWhatIsDamagedAndNeverReadBeyond(Random random) throws DamagedBlockException {
        for (int i = 0; i < 3_000; i++) {
            // given
            byte[] bytes = some(random, 1 + random.nextInt(400));
            byte[] compressed = compressed(bytes);
            compressed[random.nextInt(compressed.length)] ^= (byte) (1 << random.nextInt(8));
            byte[] cut = Arrays.copyOf(compressed, random.nextInt(compressed.length + 1));

            // when
            byte[] out = new byte[1 << 12];
            int length = 0;
            try {
                length = SnappyBlock.decompress(cut, 0, cut.length, out, 0, 1_000);
            } catch (DamagedBlockException e) {
                // As it should be; a damage that reads as something else is for checksums to find.
            }

            // then
            assertThat(length).isLessThanOrEqualTo(1_000);
        }
    }

    @Test
    void shouldRefuseABlockThatIsLongerThanItMayBe() {
        // given
        byte[] compressed = compressed(new byte[5_000]);

        // when
        // then
        assertThatThrownBy(() -> SnappyBlock.length(compressed, 0, compressed.length, 4_999))
                .isInstanceOf(DamagedBlockException.class);
    }

    @Test
    void shouldBringAStreamThroughPiecesOfAnySize(Random random) throws DamagedBlockException {
        for (int i = 0; i < 20; i++) {
            // given
            byte[] bytes = some(random, random.nextInt(300_000));
            FrameWriter writer = new FrameWriter();
            for (int at = 0; at < bytes.length; ) {
                int part = Math.min(bytes.length - at, 1 + random.nextInt(100_000));
                writer.write(bytes, at, part);
                at += part;
            }
            writer.finish();

            // when
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            FrameReader reader = new FrameReader();
            while (writer.readyBytes() > 0) {
                reader.read(writer.take(1 + random.nextInt(50_000)), (b, length) -> out.write(b, 0, length));
            }

            // then
            assertThat(reader.isWithin()).isFalse();
            assertThat(out.toByteArray()).isEqualTo(bytes);
        }
    }

    @Test
    void shouldReadTheLongFramesOfS2(Random random) throws DamagedBlockException {
        // given: what is not compressed may be of any length up to 4 MB
        byte[] bytes = some(random, 300_000);
        CRC32C crc = new CRC32C();
        ByteBuffer stream = ByteBuffer.allocate(bytes.length + 30).order(ByteOrder.LITTLE_ENDIAN);
        stream.put(new byte[] {(byte) 0xFF, 6, 0, 0, 'S', '2', 's', 'T', 'w', 'O'});
        stream.putInt(1 | bytes.length + 4 << 8)
                .putInt(FrameWriter.checksum(crc, bytes, bytes.length))
                .put(bytes);

        // when
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        new FrameReader()
                .read(Arrays.copyOf(stream.array(), stream.position()), (read, length) -> out.write(read, 0, length));

        // then
        assertThat(out.toByteArray()).isEqualTo(bytes);
    }

    @Test
    void shouldNoticeDamageInAStream(Random random) {
        // given
        byte[] bytes = some(random, 100_000);
        FrameWriter writer = new FrameWriter();
        writer.write(bytes, 0, bytes.length);
        writer.finish();
        byte[] stream = writer.take(Integer.MAX_VALUE);
        int hit = 14 + random.nextInt(stream.length - 14);
        stream[hit] ^= 0x10;

        // when
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        FrameReader reader = new FrameReader();
        boolean refused = false;
        try {
            reader.read(stream, (b, length) -> out.write(b, 0, length));
        } catch (DamagedBlockException e) {
            refused = true;
        }

        // then
        // A copy from elsewhere may bring the same bytes.
        assertThat(refused || reader.isWithin() || Arrays.equals(out.toByteArray(), bytes))
                .isTrue();
    }
}
