package io.quoll.connection;

import io.quoll.protocol.Sid;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The subscriptions of one connection by their ids: an open-addressing table of the subscriptions themselves, which costs
 * about eight bytes each. Lives on the connection's loop.
 */
final class SubscriptionTable {

    private static final int FEWEST_SLOTS = 4;
    private static final @Nullable ClientSubscription[] EMPTY = {};

    private @Nullable ClientSubscription[] slots = EMPTY;
    private int size;

    int size() {
        return size;
    }

    @Nullable
    ClientSubscription get(Sid sid) {
        if (size == 0) {
            return null;
        }
        return slots[slotOf(sid)];
    }

    /** Adds a subscription whose id is not there yet. */
    void add(ClientSubscription subscription) {
        if (4 * (size + 1) > 3 * slots.length) {
            resize(Math.max(FEWEST_SLOTS, slots.length * 2));
        }
        slots[slotOf(subscription.sid())] = subscription;
        size++;
    }

    @Nullable
    ClientSubscription remove(Sid sid) {
        if (size == 0) {
            return null;
        }
        int slot = slotOf(sid);
        ClientSubscription removed = slots[slot];
        if (removed == null) {
            return null;
        }
        closeGap(slot);
        size--;
        if (slots.length > FEWEST_SLOTS && size < slots.length / 8) {
            resize(slots.length / 2);
        }
        return removed;
    }

    void forEach(Consumer<ClientSubscription> visitor) {
        for (ClientSubscription subscription : slots) {
            if (subscription != null) {
                visitor.accept(subscription);
            }
        }
    }

    /** Empties the table; what was in it stands among nulls. */
    @Nullable
    ClientSubscription[] drain() {
        @Nullable ClientSubscription[] drained = slots;
        slots = EMPTY;
        size = 0;
        return drained;
    }

    /** The slot the id is in, or the empty one where it would go. */
    private int slotOf(Sid sid) {
        int mask = slots.length - 1;
        int slot = sid.hashCode() & mask;
        while (true) {
            ClientSubscription there = slots[slot];
            if (there == null || there.sid().equals(sid)) {
                return slot;
            }
            slot = slot + 1 & mask;
        }
    }

    private void closeGap(int removedSlot) {
        int mask = slots.length - 1;
        int gap = removedSlot;
        int slot = gap;
        while (true) {
            slot = slot + 1 & mask;
            ClientSubscription there = slots[slot];
            if (there == null) {
                slots[gap] = null;
                return;
            }
            int home = there.sid().hashCode() & mask;
            if ((slot - home & mask) >= (slot - gap & mask)) {
                slots[gap] = there;
                gap = slot;
            }
        }
    }

    private void resize(int newLength) {
        @Nullable ClientSubscription[] old = slots;
        slots = new ClientSubscription[newLength];
        for (ClientSubscription subscription : old) {
            if (subscription != null) {
                slots[slotOf(subscription.sid())] = subscription;
            }
        }
    }
}
