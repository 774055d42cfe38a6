package io.quoll.storage.segment;

/**
 * What an index says of a message's size without reading the message: how many bytes its record has, and whether there are
 * headers among them. In one number.
 */
public final class Extent {

    /** Not known; to be found out from the message. */
    public static final int UNKNOWN = 0;

    private static final int HEADERS = 1 << 31;

    private Extent() {}

    public static int of(int recordSize, boolean hasHeaders) {
        return hasHeaders ? recordSize | HEADERS : recordSize;
    }

    /** The size of the record, without what fills it up. */
    public static int size(int extent) {
        return extent & ~HEADERS;
    }

    public static boolean hasHeaders(int extent) {
        return extent < 0;
    }
}
