package io.quoll.storage.log;

import io.quoll.storage.log.Disk.DiskFile;
import io.quoll.storage.segment.LiveSet;
import io.quoll.storage.segment.RecordFormat;
import io.quoll.storage.segment.RecordWindow;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.List;

/**
 * Writes what is left of some neighbouring segments into one file, compressed or not, which takes the place of the first
 * one's. The housekeeper's.
 */
final class SegmentCompactor {

    private static final int BUFFER = 256 << 10;

    private final LogEnvironment environment;
    private final Path directory;
    private final LiveSet live;
    private final boolean compressing;
    private final RecordWindow window = new RecordWindow();
    private ByteBuffer buffer = ByteBuffer.allocate(BUFFER).order(ByteOrder.LITTLE_ENDIAN);

    SegmentCompactor(LogEnvironment environment, Path directory, LiveSet live, boolean compressing) {
        this.environment = environment;
        this.directory = directory;
        this.live = live;
        this.compressing = compressing;
    }

    /** The sealed segment with what was there when it was looked at; on the disk, under its name. */
    LogSegment compact(List<LogSegment> neighbours) throws IOException {
        LogSegment head = neighbours.get(0);
        long end = neighbours.get(neighbours.size() - 1).end();
        Path draft = SegmentFiles.draft(head.path());
        DiskFile file = SegmentFiles.create(environment.disk(), draft, head.first());
        try {
            SegmentSections sections = new SegmentSections(head.first(), messagesOf(neighbours));
            if (compressing) {
                BlockWriter blocks = new BlockWriter(file);
                long recordsEnd = copy(neighbours, (records, position) -> blocks.write(records), sections);
                sections.write(file, recordsEnd, end, blocks);
            } else {
                sections.write(file, copy(neighbours, file, sections), end);
            }
        } catch (IOException | RuntimeException e) {
            file.close();
            environment.disk().delete(draft);
            throw e;
        }
        file.close();
        environment.disk().move(draft, head.path());
        environment.disk().forceDirectory(directory);
        DiskFile opened = environment.disk().open(head.path());
        SegmentFooter footer = SegmentFooter.read(opened, opened.size());
        if (footer == null) {
            throw new IOException("the footer of " + head.path().getFileName() + " is not what was written");
        }
        return new LogSegment(head.path(), opened, environment.cache(), footer);
    }

    /** About; some may go meanwhile. */
    private static int messagesOf(List<LogSegment> segments) {
        return segments.stream().mapToInt(LogSegment::messages).sum();
    }

    private long copy(List<LogSegment> neighbours, RecordTarget target, SegmentSections sections) throws IOException {
        long position = LogSegment.HEAD_SIZE;
        for (LogSegment segment : neighbours) {
            for (long at = live.next(segment.first()); at >= 0 && at < segment.end(); at = live.next(at + 1)) {
                if (!segment.load(window, at)) {
                    continue;
                }
                int size = RecordFormat.padded(window.size());
                if (size > buffer.remaining()) {
                    position = write(target, position, size);
                }
                sections.add(position + buffer.position(), window);
                buffer.put(buffer.position(), window.buffer(), window.at(), window.size());
                RecordFormat.fillUp(buffer, buffer.position(), window.size());
                buffer.position(buffer.position() + size);
            }
        }
        return write(target, position, 0);
    }

    private long write(RecordTarget target, long position, int needed) throws IOException {
        int size = buffer.position();
        target.write(buffer.flip(), position);
        buffer.clear();
        if (needed > buffer.capacity()) {
            buffer = ByteBuffer.allocate(needed).order(ByteOrder.LITTLE_ENDIAN);
        }
        return position + size;
    }
}
