package io.quoll.storage.log;

import io.quoll.storage.segment.RecordFormat;
import java.io.IOException;

/** Writes a finished segment's index to the end of its file. The housekeeper's. */
final class SegmentSealer {

    private SegmentSealer() {}

    static void seal(LogSegment segment) throws IOException {
        SegmentSections sections = new SegmentSections(segment.first());
        long recordsEnd = LogSegment.HEAD_SIZE + segment.used();
        new SegmentScan(segment.file(), recordsEnd).from(LogSegment.HEAD_SIZE, (kind, position, record, damaged) -> {
            if (kind == RecordFormat.MESSAGE || kind == RecordFormat.ERASED) {
                sections.add(position, record);
            }
        });
        segment.seal(sections.write(segment.file(), recordsEnd, segment.end()));
    }
}
