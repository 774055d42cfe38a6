package io.quoll.jetstream.stream;

/**
 * Brings the messages of another stream to a {@link SourceTarget}, in their order, until it is closed or its {@link SourceFeed}
 * is told that they no longer come. On the executor of the stream that takes them.
 */
interface OriginTap {

    void open();

    /**
     * Brings nothing more.
     *
     * @param forGood whether nobody will ask for these messages again
     */
    void close(boolean forGood);
}
