package io.quoll.storage.segment;

import io.quoll.storage.SubjectFilter;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Remembers of a bounded number of subjects whether they match a filter, so that reading a stream of few subjects does not
 * match each message anew. For one thread.
 */
final class SubjectVerdicts {

    private static final int SIZE = 64;

    private final byte[][] subjects = new byte[SIZE][];
    private final boolean[] verdicts = new boolean[SIZE];
    private final SubjectKey key = new SubjectKey();
    private @Nullable SubjectFilter judged;

    boolean matches(SubjectFilter filter, RecordWindow window) {
        if (judged != filter) {
            judged = filter;
            Arrays.fill(subjects, null);
        }
        key.on(window);
        int slot = (int) (key.hash() >>> 58);
        byte[] known = subjects[slot];
        if (known == null || known.length != key.length() || !equal(known)) {
            known = key.copy();
            subjects[slot] = known;
            verdicts[slot] = filter.matches(known);
        }
        return verdicts[slot];
    }

    private boolean equal(byte[] known) {
        for (int i = 0; i < known.length; i++) {
            if (known[i] != key.buffer().get(key.at() + i)) {
                return false;
            }
        }
        return true;
    }
}
