package io.quoll.storage.log;

import io.quoll.storage.segment.SlotIndex;
import java.io.IOException;

/**
 * Writes a finished segment's index to the end of its file, from what is known of its messages without reading them again.
 * The housekeeper's.
 */
final class SegmentSealer {

    private SegmentSealer() {}

    static void seal(LogSegment segment, SlotIndex index) throws IOException {
        SegmentSections sections = new SegmentSections(segment.first(), index.size());
        for (int slot = 0; slot < index.size(); slot++) {
            int offset = index.offsetOfSlot(slot);
            if (offset != 0) {
                long position = LogSegment.position(offset);
                sections.add(position, index.extentOfSlot(slot), segment.first() + slot, index.hashOfSlot(slot));
            }
        }
        segment.noteTo(sections);
        long recordsEnd = LogSegment.HEAD_SIZE + segment.used();
        segment.seal(sections.write(segment.file(), recordsEnd, segment.end()));
    }
}
