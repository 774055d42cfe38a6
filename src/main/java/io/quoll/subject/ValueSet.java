package io.quoll.subject;

import java.util.Arrays;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The values of one pattern, told apart by identity: up to {@value #LIST_SIZE} in a list, more in open addressing, so
 * that a hundred thousand subscribers of one subject come and go at a constant cost each. A pattern of a single value
 * has no set: whoever keeps values keeps {@code Object held}, which is the value itself or a set of several. Not
 * thread-safe.
 */
final class ValueSet {

    private static final int LIST_SIZE = 16;
    private static final int GOLDEN_RATIO = 0x9E37_79B9;

    private @Nullable Object[] values;
    private int size;
    private boolean hashed;

    private ValueSet(Object first, Object second) {
        values = new Object[] {first, second};
        size = 2;
    }

    /** What to hold once the value is among them; the same if it is already. */
    static Object with(Object held, Object value) {
        if (held instanceof ValueSet set) {
            set.add(value);
            return held;
        }
        return held == value ? held : new ValueSet(held, value);
    }

    /** What to hold once the value is gone, null for nothing; the same if it was not there. */
    static @Nullable Object without(Object held, Object value) {
        if (held instanceof ValueSet set) {
            set.remove(value);
            return set.size == 1 ? set.values[0] : set;
        }
        return held == value ? null : held;
    }

    static int count(@Nullable Object held) {
        if (held == null) {
            return 0;
        }
        return held instanceof ValueSet set ? set.size : 1;
    }

    @SuppressWarnings("unchecked") // only values of the tree's own type come in
    static <V> void forEach(Object held, Consumer<? super V> visitor) {
        if (!(held instanceof ValueSet set)) {
            visitor.accept((V) held);
            return;
        }
        @Nullable Object[] all = set.values;
        for (Object value : all) {
            if (value != null) {
                visitor.accept((V) value);
            }
        }
    }

    private void add(Object value) {
        int slot = slotOf(value);
        if (slot < values.length && values[slot] != null) {
            return;
        }
        if (!hashed && size < LIST_SIZE) {
            if (size == values.length) {
                values = Arrays.copyOf(values, 2 * size);
            }
            values[size++] = value;
            return;
        }
        if (!hashed) {
            hashed = true;
            rehash(4 * LIST_SIZE);
        } else if (3 * size > 2 * values.length) {
            rehash(2 * values.length);
        }
        values[slotOf(value)] = value;
        size++;
    }

    private void remove(Object value) {
        int slot = slotOf(value);
        if (slot == values.length || values[slot] == null) {
            return;
        }
        size--;
        if (!hashed) {
            values[slot] = values[size];
            values[size] = null;
            if (values.length > 2 && size <= values.length >>> 2) {
                values = Arrays.copyOf(values, values.length >>> 1);
            }
            return;
        }
        closeGap(slot);
        if (size <= LIST_SIZE / 2) {
            toList();
        } else if (6 * size < values.length) {
            rehash(values.length >>> 1);
        }
    }

    /** Where the value is, or where it would be: a free slot, or the length when a list is full. */
    private int slotOf(Object value) {
        @Nullable Object[] all = values;
        if (!hashed) {
            int at = 0;
            while (at < size && all[at] != value) {
                at++;
            }
            return at;
        }
        int at = home(value);
        while (all[at] != null && all[at] != value) {
            at = (at + 1) & (all.length - 1);
        }
        return at;
    }

    private int home(Object value) {
        return (System.identityHashCode(value) * GOLDEN_RATIO) >>> Integer.numberOfLeadingZeros(values.length - 1);
    }

    private void closeGap(int slot) {
        @Nullable Object[] all = values;
        int mask = all.length - 1;
        int gap = slot;
        int at = (slot + 1) & mask;
        for (Object value = all[at]; value != null; value = all[at]) {
            if (((at - home(value)) & mask) >= ((at - gap) & mask)) {
                all[gap] = value;
                gap = at;
            }
            at = (at + 1) & mask;
        }
        all[gap] = null;
    }

    private void rehash(int capacity) {
        @Nullable Object[] old = values;
        values = new Object[capacity];
        for (Object value : old) {
            if (value != null) {
                values[slotOf(value)] = value;
            }
        }
    }

    private void toList() {
        @Nullable Object[] list = new Object[LIST_SIZE];
        int next = 0;
        for (Object value : values) {
            if (value != null) {
                list[next++] = value;
            }
        }
        values = list;
        hashed = false;
    }
}
