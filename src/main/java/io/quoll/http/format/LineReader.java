package io.quoll.http.format;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.quoll.http.problem.Problem;
import io.quoll.http.problem.ProblemException;
import io.quoll.http.problem.ProblemType;
import io.quoll.message.Message;
import io.vertx.core.buffer.Buffer;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Messages as JSON objects, one a line. A line that is no message spoils only itself; empty ones are passed over. */
final class LineReader implements EntryReader {

    /** In the worst case every byte of a payload is an escape of six. */
    private static final int LONGEST_ESCAPE = 6;

    /** For the subject, the names of members and what stands between. */
    private static final int ROOM_FOR_REST = 128 * 1024;

    private static final byte LINE_END = '\n';

    private final PartialInput input = new PartialInput();
    private final MessageLimits limits;
    private final long longestLine;
    /** How far the present line was searched for its end. */
    private int searched;

    LineReader(MessageLimits limits) {
        this.limits = limits;
        this.longestLine = (long) LONGEST_ESCAPE * limits.maxPayloadBytes() + ROOM_FOR_REST;
    }

    @Override
    public List<Entry> read(Buffer bytes) {
        int known = searched - input.start();
        input.add(bytes);
        int from = input.start();
        // Looks at many bytes a step.
        ByteBuf searching = Unpooled.wrappedBuffer(input.array());
        int lineEnd = searching.indexOf(from + Math.max(0, known), input.end(), LINE_END);
        List<Entry> entries = new ArrayList<>();
        while (lineEnd >= 0) {
            addEntry(entries, from, lineEnd);
            from = lineEnd + 1;
            lineEnd = searching.indexOf(from, input.end(), LINE_END);
        }
        input.useUpTo(from);
        searched = input.end();
        if (input.length() > longestLine) {
            entries.add(Entry.unreadable(Problem.of(
                    ProblemType.PAYLOAD_TOO_LARGE, "a line has more than " + longestLine + " bytes without an end")));
        }
        return entries;
    }

    private void addEntry(List<Entry> entries, int from, int end) {
        byte[] array = input.array();
        int last = end;
        while (last > from && array[last - 1] <= ' ' && array[last - 1] >= 0) {
            last--;
        }
        if (last == from) {
            return;
        }
        try {
            Message plain = PlainMessage.read(array, from, last, limits);
            entries.add(Entry.of(plain != null ? plain : MessageJsonReader.read(array, from, last - from, limits)));
        } catch (ProblemException e) {
            entries.add(Entry.refused(e.problem()));
        }
    }

    /** The last line may lack its line break. */
    @Override
    public @Nullable Entry end() {
        List<Entry> entries = new ArrayList<>();
        addEntry(entries, input.start(), input.end());
        return entries.isEmpty() ? null : entries.get(0);
    }
}
