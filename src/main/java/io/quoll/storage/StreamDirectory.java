package io.quoll.storage;

import java.util.List;

/** All streams kept by one server, in one directory that no other process uses meanwhile. */
public interface StreamDirectory extends AutoCloseable {

    /** Opens what is there. A stream that cannot be opened is reported and left out, and its files are left alone. */
    List<StoredStream> open();

    /**
     * A new and empty stream, on the disk when the call returns.
     *
     * @throws IllegalArgumentException if there is one of that name
     */
    StoredStream create(String account, String name, byte[] configuration, StoreSettings settings);

    /**
     * As {@link #create}, but the stream is there only when it is complete.
     *
     * @throws IllegalArgumentException if there is one of that name, or another draft of it
     */
    DraftStream draft(String account, String name, byte[] configuration, StoreSettings settings);

    /** Bytes that can still be written to the disk. */
    long usableBytes();

    @Override
    void close();
}
