package io.quoll.connection;

import io.quoll.account.Permissions;
import io.quoll.message.Publication;
import org.jspecify.annotations.Nullable;

/**
 * Whether one client may publish to a subject, remembered for the subjects it used lately, {@link #MOST_SLOTS} at the most.
 * Grows with use. Lives on the client's loop.
 */
final class SubjectVerdicts {

    private static final int FEWEST_SLOTS = 8;
    private static final int MOST_SLOTS = 128;

    private final Permissions permissions;
    private @Nullable Verdict[] slots = new Verdict[FEWEST_SLOTS];

    private static final class Verdict {
        private final long hash;
        private final byte[] subject;
        private final boolean allowed;

        Verdict(long hash, byte[] subject, boolean allowed) {
            this.hash = hash;
            this.subject = subject;
            this.allowed = allowed;
        }

        /** The hash alone proves nothing. */
        boolean isOf(Publication message) {
            if (hash != message.subjectHash() || subject.length != message.subjectLength()) {
                return false;
            }
            for (int i = 0; i < subject.length; i++) {
                if (subject[i] != message.bytes().get(message.subjectStart() + i)) {
                    return false;
                }
            }
            return true;
        }
    }

    SubjectVerdicts(Permissions permissions) {
        this.permissions = permissions;
    }

    boolean mayPublish(Publication message) {
        Verdict known = slots[slotOf(message.subjectHash())];
        if (known != null && known.isOf(message)) {
            return known.allowed;
        }
        if (known != null && slots.length < MOST_SLOTS) {
            grow();
        }
        byte[] subject = message.copySubject();
        Verdict found = new Verdict(message.subjectHash(), subject, permissions.mayPublish(subject));
        slots[slotOf(found.hash)] = found;
        return found.allowed;
    }

    private void grow() {
        @Nullable Verdict[] old = slots;
        slots = new Verdict[2 * old.length];
        for (Verdict verdict : old) {
            if (verdict != null) {
                slots[slotOf(verdict.hash)] = verdict;
            }
        }
    }

    private int slotOf(long hash) {
        return (int) hash & slots.length - 1;
    }
}
