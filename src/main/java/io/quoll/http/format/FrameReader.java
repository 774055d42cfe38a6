package io.quoll.http.format;

import io.quoll.http.problem.Problem;
import io.quoll.http.problem.ProblemException;
import io.quoll.http.problem.ProblemType;
import io.quoll.message.Headers;
import io.quoll.message.Message;
import io.quoll.message.MessageBatch;
import io.vertx.core.buffer.Buffer;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Messages as frames of {@link MessageBatch}. A frame that holds no valid message spoils only itself, one whose length cannot
 * be is the last one; heartbeats are passed over.
 */
final class FrameReader implements EntryReader {

    private static final int LENGTH = 4;
    private static final int HEAD_REST = MessageBatch.FRAME_HEAD - LENGTH;
    private static final int LONGEST_SUBJECT = 0xFFFF;

    private final PartialInput input = new PartialInput();
    private final MessageLimits limits;
    private final long longestFrame;

    FrameReader(MessageLimits limits) {
        this.limits = limits;
        this.longestFrame = MessageBatch.STORED_HEAD - LENGTH + 2L * LONGEST_SUBJECT + limits.maxPayloadBytes();
    }

    @Override
    public List<Entry> read(Buffer bytes) {
        input.add(bytes);
        ByteBuffer frames = ByteBuffer.wrap(input.array(), 0, input.end());
        List<Entry> entries = new ArrayList<>();
        int at = input.start();
        while (input.end() - at >= LENGTH) {
            long length = frames.getInt(at) & 0xFFFFFFFFL;
            if (length < HEAD_REST || length > longestFrame) {
                entries.add(Entry.unreadable(badLength(length)));
                break;
            }
            int end = at + LENGTH + (int) length;
            if (end > input.end()) {
                break;
            }
            byte kind = frames.get(at + LENGTH);
            if (kind == MessageBatch.MESSAGE) {
                entries.add(entry(frames, at, at + MessageBatch.FRAME_HEAD, end));
            } else if (kind == MessageBatch.STORED) {
                entries.add(entry(frames, at, at + MessageBatch.STORED_HEAD, end));
            } else if (kind != BinaryFrames.HEARTBEAT) {
                entries.add(Entry.refused(invalid("a frame of kind " + kind + " cannot be published")));
            }
            at = end;
        }
        input.useUpTo(at);
        return entries;
    }

    private Problem badLength(long length) {
        return length < HEAD_REST
                ? invalid("a frame of " + length + " bytes is shorter than its own head")
                : Problem.of(
                        ProblemType.PAYLOAD_TOO_LARGE,
                        "a frame of " + length + " bytes is longer than " + longestFrame + " bytes");
    }

    private Entry entry(ByteBuffer frames, int at, int subjectAt, int end) {
        int replyAt = subjectAt + (frames.getShort(at + 6) & 0xFFFF);
        int headersAt = replyAt + (frames.getShort(at + 8) & 0xFFFF);
        long payloadAt = headersAt + (frames.getInt(at + 10) & 0xFFFFFFFFL);
        if (payloadAt > end) {
            return Entry.refused(invalid("the parts of a frame are longer than the frame"));
        }
        byte[] array = input.array();
        try {
            boolean isStored = subjectAt - at == MessageBatch.STORED_HEAD;
            return Entry.of(message(array, subjectAt, replyAt, isStored, headersAt, (int) payloadAt, end));
        } catch (ProblemException e) {
            return Entry.refused(e.problem());
        }
    }

    /**
     * @param isStored whether it comes out of a stream, and so has no reply subject but perhaps a token in its place
     */
    private Message message(
            byte[] array, int subjectAt, int replyAt, boolean isStored, int headersAt, int payloadAt, int end) {
        if (!Utf8.isValid(array, subjectAt, headersAt)) {
            throw Problem.of(ProblemType.INVALID_SUBJECT, "a subject is not UTF-8")
                    .asException();
        }
        String subject = new String(array, subjectAt, replyAt - subjectAt, StandardCharsets.UTF_8);
        @Nullable
        String reply = replyAt == headersAt || isStored
                ? null
                : new String(array, replyAt, headersAt - replyAt, StandardCharsets.UTF_8);
        Headers headers =
                headersAt == payloadAt ? Headers.NONE : Headers.parse(Arrays.copyOfRange(array, headersAt, payloadAt));
        byte[] payload = Arrays.copyOfRange(array, payloadAt, end);
        return ValidMessage.of(subject, reply, headers.asMap(), payload, limits);
    }

    @Override
    public @Nullable Entry end() {
        return input.length() == 0 ? null : Entry.unreadable(invalid("the body ends inside a frame"));
    }

    private static Problem invalid(String detail) {
        return Problem.of(ProblemType.INVALID_BODY, detail);
    }
}
