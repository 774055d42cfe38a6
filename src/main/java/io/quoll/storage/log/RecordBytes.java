package io.quoll.storage.log;

import java.io.IOException;
import java.nio.ByteBuffer;

/** Bytes of a segment by their places, wherever they are really kept. Any thread. */
interface RecordBytes {

    /**
     * Reads into the buffer from its position up to its limit, or to the end.
     *
     * @return how many bytes that were
     */
    int read(ByteBuffer into, long position) throws IOException;
}
