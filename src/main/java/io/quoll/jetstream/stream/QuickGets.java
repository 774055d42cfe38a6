package io.quoll.jetstream.stream;

import io.quoll.message.MessageBuffer;
import io.quoll.message.Publication;

/**
 * Tells requests for one message that is found at once, by its sequence or as the last of a subject, from those that may take
 * looking for or ask for many. A loop may answer the former. Any thread; looks at the bytes only.
 */
final class QuickGets {

    private QuickGets() {}

    /** Whether there are no others. */
    static boolean areAll(MessageBuffer requests) {
        Publication request = new Publication();
        for (int i = 0; i < requests.count(); i++) {
            requests.show(i, request);
            if (!isOne(request)) {
                return false;
            }
        }
        return true;
    }

    private static boolean isOne(Publication request) {
        return request.payloadLength() == 0 ? !hasWildcard(request) : PlainSequence.of(request) != PlainSequence.NONE;
    }

    /** Or something that looks like one. */
    private static boolean hasWildcard(Publication request) {
        int start = request.subjectStart();
        for (int at = start + request.subjectLength() - 1; at > start; at--) {
            byte character = request.bytes().get(at);
            if (character == '*' || character == '>') {
                return true;
            }
        }
        return false;
    }
}
