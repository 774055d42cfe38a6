package io.quoll.bench;

/** What {@link FrameReader#next()} found. */
enum Frame {
    /** A message, with or without headers. */
    MESSAGE,
    PING,
    PONG,
    INFO,
    OK,
    ERROR,
    /** No whole frame is left: read more. */
    NONE
}
