package io.quoll.protocol;

import java.nio.ByteBuffer;

/** The names a client's line may begin with, in either case, and what must follow them. */
enum Operation {
    PUBLISH("PUB", true),
    PUBLISH_WITH_HEADERS("HPUB", true),
    SUBSCRIBE("SUB", true),
    UNSUBSCRIBE("UNSUB", true),
    PING("PING", false),
    PONG("PONG", false),
    CONNECT("CONNECT", false),
    INFO("INFO", true),
    OK("+OK", false),
    ERROR("-ERR", true),
    /** What is there may become a name. */
    INCOMPLETE("", false),
    UNKNOWN("", false);

    static final int LONGEST_NAME = 7;

    private static final Operation[] NAMED = {
        PUBLISH, PUBLISH_WITH_HEADERS, SUBSCRIBE, UNSUBSCRIBE, PING, PONG, CONNECT, INFO, OK, ERROR
    };

    private final String name;
    private final boolean spaceFollows;

    Operation(String name, boolean spaceFollows) {
        this.name = name;
        this.spaceFollows = spaceFollows;
    }

    int nameLength() {
        return name.length();
    }

    /** The operation named at {@code from}, judged as soon as a byte can belong to none. */
    static Operation at(ByteBuffer in, int from, int end) {
        boolean mayBecomeOne = false;
        for (Operation operation : NAMED) {
            int there = Math.min(operation.name.length(), end - from);
            if (!operation.beginsWith(in, from, there)) {
                continue;
            }
            if (there < operation.name.length()) {
                mayBecomeOne = true;
            } else if (operation.isFollowedWell(in, from + there, end)) {
                return operation;
            }
        }
        return mayBecomeOne ? INCOMPLETE : UNKNOWN;
    }

    private boolean beginsWith(ByteBuffer in, int from, int count) {
        for (int i = 0; i < count; i++) {
            int letter = in.get(from + i);
            int upper = letter >= 'a' && letter <= 'z' ? letter - 32 : letter;
            if (upper != name.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    private boolean isFollowedWell(ByteBuffer in, int at, int end) {
        return !spaceFollows || at == end || in.get(at) == ' ' || in.get(at) == '\t';
    }
}
