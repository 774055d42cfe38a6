package io.quoll.storage.log;

import java.io.IOException;
import java.nio.ByteBuffer;

/** Takes bytes by their place in a segment, wherever they are really kept; what {@link RecordBytes} then reads. One thread. */
@FunctionalInterface
interface RecordTarget {

    /** Writes all between the buffer's position and limit. */
    void write(ByteBuffer from, long position) throws IOException;
}
