package io.quoll.storage;

import java.util.Map;

/** All that is kept of one stream: its configuration, its messages, and its consumers. Written by the stream's writer. */
public interface StoredStream extends AutoCloseable {

    String account();

    String name();

    /** As it was last written, in whatever form the stream chose. */
    byte[] configuration();

    /** Is on the disk when the call returns; a crash leaves the old one or the new one. */
    void configuration(byte[] configuration);

    MessageStore messages();

    /** The consumers' configurations by name, in the form they were given. */
    Map<String, byte[]> consumers();

    /** Is on the disk when the call returns; also replaces a configuration. Messages are not touched. */
    void consumer(String name, byte[] configuration);

    /**
     * The consumer's state; opened once.
     *
     * @param inMemory whether it may be forgotten at the end of the process
     */
    StateLog consumerState(String name, boolean inMemory);

    void deleteConsumer(String name);

    /** Everything goes for good. */
    void delete();

    @Override
    void close();
}
