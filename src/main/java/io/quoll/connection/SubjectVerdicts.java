package io.quoll.connection;

import io.quoll.account.Permissions;
import io.quoll.message.Publication;
import org.jspecify.annotations.Nullable;

/**
 * Whether one client may publish to a subject, remembered for the {@link #SLOTS} subjects or so it used lately. Lives on the
 * client's loop.
 */
final class SubjectVerdicts {

    private static final int SLOTS = 128;

    private final Permissions permissions;
    private final long[] hashes = new long[SLOTS];
    private final byte[] @Nullable [] subjects = new byte[SLOTS][];
    private final boolean[] verdicts = new boolean[SLOTS];

    SubjectVerdicts(Permissions permissions) {
        this.permissions = permissions;
    }

    boolean mayPublish(Publication message) {
        long hash = message.subjectHash();
        int slot = (int) hash & SLOTS - 1;
        byte[] known = subjects[slot];
        if (known != null && hashes[slot] == hash && isSubject(known, message)) {
            return verdicts[slot];
        }
        byte[] subject = message.copySubject();
        subjects[slot] = subject;
        hashes[slot] = hash;
        verdicts[slot] = permissions.mayPublish(subject);
        return verdicts[slot];
    }

    /** The hash alone proves nothing. */
    private static boolean isSubject(byte[] known, Publication message) {
        if (known.length != message.subjectLength()) {
            return false;
        }
        for (int i = 0; i < known.length; i++) {
            if (known[i] != message.bytes().get(message.subjectStart() + i)) {
                return false;
            }
        }
        return true;
    }
}
