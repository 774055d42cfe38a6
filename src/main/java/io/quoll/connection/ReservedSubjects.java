package io.quoll.connection;

import io.quoll.message.Publication;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** Subjects that only servers use among themselves: a client may publish neither to them nor with a reply to them. */
final class ReservedSubjects {

    private static final byte[][] SUBJECTS = prefixes("$NRG.", "_GR_.", "$GR.");
    private static final byte[][] SERVER_REQUESTS = prefixes("$SYS.REQ.");
    private static final byte[][] REPLIES = prefixes("_R_.", "$JS.ACK.", "_GR_.", "$GR.");

    private static final int STARTS_R = '_' | 'R' << 8;
    private static final int STARTS_G = '_' | 'G' << 8;
    private static final int STARTS_OLD_G = '$' | 'G' << 8;
    private static final int STARTS_J = '$' | 'J' << 8;

    private ReservedSubjects() {}

    /** A quick look that lets nearly every message pass. */
    static boolean mayBeReserved(Publication message) {
        ByteBuffer bytes = message.bytes();
        int subject = bytes.getShort(message.subjectStart());
        return (subject & 0xFF) == '$' || subject == STARTS_G || mayHaveReservedReply(message);
    }

    /** The same where the subject is known not to be. */
    static boolean mayHaveReservedReply(Publication message) {
        if (message.replyLength() == 0) {
            return false;
        }
        int reply = message.bytes().getShort(message.replyStart());
        return reply == STARTS_R || reply == STARTS_G || reply == STARTS_J || reply == STARTS_OLD_G;
    }

    /** Whether what is asked there is asked of the server, in whatever account. */
    static boolean isOfServer(Publication message) {
        return beginsWithOne(message.bytes(), message.subjectStart(), message.subjectLength(), SERVER_REQUESTS);
    }

    static boolean isReserved(Publication message) {
        return beginsWithOne(message.bytes(), message.subjectStart(), message.subjectLength(), SUBJECTS);
    }

    static boolean hasReservedReply(Publication message) {
        return beginsWithOne(message.bytes(), message.replyStart(), message.replyLength(), REPLIES);
    }

    private static boolean beginsWithOne(ByteBuffer bytes, int start, int length, byte[][] prefixes) {
        for (byte[] prefix : prefixes) {
            if (length >= prefix.length && isAt(bytes, start, prefix)) {
                return true;
            }
        }
        return false;
    }

    private static boolean isAt(ByteBuffer bytes, int start, byte[] prefix) {
        for (int i = 0; i < prefix.length; i++) {
            if (bytes.get(start + i) != prefix[i]) {
                return false;
            }
        }
        return true;
    }

    private static byte[][] prefixes(String... texts) {
        byte[][] prefixes = new byte[texts.length][];
        for (int i = 0; i < texts.length; i++) {
            prefixes[i] = texts[i].getBytes(StandardCharsets.US_ASCII);
        }
        return prefixes;
    }
}
