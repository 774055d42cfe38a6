package io.quoll.storage;

import java.nio.ByteBuffer;
import java.util.function.Consumer;

/**
 * Small records that together make a state, such as a consumer's deliveries and acks: append only, with a snapshot now and
 * then that takes the place of all before it. One writer. A record cut by a crash is as if it had never been appended.
 */
public interface StateLog extends AutoCloseable {

    /** Shows the last snapshot, if there is one, then every record after it, in order. Before the first append. */
    void replay(Consumer<ByteBuffer> snapshot, Consumer<ByteBuffer> change);

    /** Copied before the call returns. */
    void append(ByteBuffer change);

    /** Hands everything to the operating system. */
    void flush();

    /** Returns when everything is on the disk. */
    void force();

    /** How much was appended since the last snapshot: when it is time for another. */
    long bytesSinceSnapshot();

    /** Takes the place of everything before, at once or not at all. */
    void snapshot(ByteBuffer state);

    @Override
    void close();
}
