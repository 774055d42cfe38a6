package io.quoll.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.ProtocolException;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.ReadableByteChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FrameReaderTest {

    private static final String STREAM = String.join(
            "\r\n",
            "INFO {\"headers\":true}",
            "+OK",
            "PONG",
            "MSG a.b 1 5",
            "hello",
            "MSG a.b 1 _INBOX.x 0",
            "",
            "ping",
            "msg\ta.ö  1 \t4",
            "\r\n\r\n",
            "HMSG r 1 16 16",
            "NATS/1.0 503\r\n\r\n",
            "HMSG s 1 reply 17 20",
            "NATS/1.0\r\nA:b\r\n\r\nxyz",
            "-ERR 'Unknown Protocol Operation'",
            "");

    private static final List<String> FRAMES = List.of(
            "INFO {\"headers\":true}",
            "OK",
            "PONG",
            "MESSAGE a.b reply= header=0 payload=hello",
            "MESSAGE a.b reply=_INBOX.x header=0 payload=",
            "PING",
            "MESSAGE a.ö reply= header=0 payload=\r\n\r\n",
            "MESSAGE r reply= header=16 payload= no responders",
            "MESSAGE s reply=reply header=17 payload=xyz",
            "ERROR 'Unknown Protocol Operation'");

    @Test
    void shouldFindTheSameFramesHoweverTheStreamIsCut() throws IOException {
        // given
        byte[] stream = STREAM.getBytes(StandardCharsets.UTF_8);

        for (int first = 1; first <= stream.length; first++) {
            for (int rest : new int[] {1, 3, 7, stream.length}) {
                // when
                List<String> frames = readAll(new FrameReader(16), new Pieces(stream, first, rest));

                // then
                assertThat(frames).as("cut at %s, then every %s", first, rest).isEqualTo(FRAMES);
            }
        }
    }

    @Test
    void shouldReadTheMomentInAPayload() throws IOException {
        // given
        ByteBuffer payload = ByteBuffer.allocate(8).putLong(0x0102030405060708L);
        byte[] line = "HMSG t 1 12 20\r\nNATS/1.0\r\n\r\n".getBytes(StandardCharsets.US_ASCII);
        byte[] frame = ByteBuffer.allocate(line.length + 10)
                .put(line)
                .put(payload.array())
                .put((byte) '\r')
                .put((byte) '\n')
                .array();
        FrameReader reader = new FrameReader(1024);

        // when
        reader.fill(new Pieces(frame, frame.length, 1));

        // then
        assertThat(reader.next()).isEqualTo(Frame.MESSAGE);
        assertThat(reader.payloadLength()).isEqualTo(8);
        assertThat(reader.payloadLong(0)).isEqualTo(0x0102030405060708L);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "HTTP/1.1 400 Bad Request\r\n",
                "\r\n",
                "MSG a 1\r\n",
                "MSG a 1 x\r\n",
                "MSG a 1 -1\r\n",
                "MSG a 1 99999999999999999999\r\n",
                "MSG a 1 1\r\nabcd",
                "HMSG a 1 9 8\r\n",
            })
    void shouldRefuseWhatIsNoFrame(String bytes) throws IOException {
        // given
        FrameReader reader = new FrameReader(64);
        byte[] stream = bytes.getBytes(StandardCharsets.US_ASCII);

        // when
        reader.fill(new Pieces(stream, stream.length, 1));

        // then
        assertThatThrownBy(reader::next).isInstanceOf(ProtocolException.class);
    }

    @Test
    void shouldReportTheEndOfTheStream() {
        // given
        FrameReader reader = new FrameReader(64);

        // when
        ReadableByteChannel ended = Channels.newChannel(new ByteArrayInputStream(new byte[0]));

        // then
        assertThatThrownBy(() -> reader.fill(ended)).isInstanceOf(EOFException.class);
    }

    private static List<String> readAll(FrameReader reader, Pieces pieces) throws IOException {
        List<String> frames = new ArrayList<>();
        while (pieces.left() > 0) {
            reader.fill(pieces);
            for (Frame frame = reader.next(); frame != Frame.NONE; frame = reader.next()) {
                frames.add(describe(frame, reader));
            }
        }
        return frames;
    }

    private static String describe(Frame frame, FrameReader reader) {
        if (frame != Frame.MESSAGE) {
            return (frame + " " + reader.argument()).strip();
        }
        String reply = reader.replyLength() == 0 ? "" : text(reader, reader.replyStart(), reader.replyLength());
        return frame + " " + reader.subject() + " reply=" + reply + " header=" + reader.headerLength() + " payload="
                + text(reader, reader.payloadStart(), reader.payloadLength())
                + (reader.isNoResponders() ? " no responders" : "");
    }

    private static String text(FrameReader reader, int start, int length) {
        return new String(reader.bytes(), start, length, StandardCharsets.UTF_8);
    }

    /** A channel that hands out a first piece and then pieces of another length. */
    private static final class Pieces implements ReadableByteChannel {

        private final ByteBuffer bytes;
        private final int rest;
        private int next;

        Pieces(byte[] stream, int first, int rest) {
            this.bytes = ByteBuffer.wrap(stream);
            this.next = first;
            this.rest = rest;
        }

        int left() {
            return bytes.remaining();
        }

        @Override
        public int read(ByteBuffer target) {
            int count = Math.min(Math.min(next, bytes.remaining()), target.remaining());
            target.put(bytes.slice(bytes.position(), count));
            bytes.position(bytes.position() + count);
            next = rest;
            return count;
        }

        @Override
        public boolean isOpen() {
            return true;
        }

        @Override
        public void close() {}
    }
}
