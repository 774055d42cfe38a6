package io.quoll.account;

import io.quoll.router.SubjectRouter;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * A subject space of its own with the users in it. Subjects of different accounts never meet, unless one exports and the
 * other imports them. Follows an {@link AccountDefinition}, which may be replaced while clients are there. Any thread.
 */
public final class Account {

    /** The account of everyone who is in no other. */
    public static final String GLOBAL = "$G";
    /** What the account of the server's own messages is called, unless the configuration names another. */
    public static final String SYSTEM = "$SYS";

    private final String name;
    private final SubjectRouter router;
    private final ResponseRoutes responses;
    private final ImportLinks links = new ImportLinks(this);
    private final AtomicInteger connections = new AtomicInteger();
    private final AtomicLong admitted = new AtomicLong();
    private volatile AccountTraffic endedTraffic = AccountTraffic.NONE;
    private volatile AccountDefinition definition;
    private volatile @Nullable SubjectMappings mappings;

    /**
     * @param nanoTime the clock by which services must answer
     */
    public Account(String name, SubjectRouter router, LongSupplier nanoTime) {
        this.name = name;
        this.router = router;
        this.responses = new ResponseRoutes(this, nanoTime);
        this.definition = AccountDefinition.of(name);
    }

    public String name() {
        return name;
    }

    public SubjectRouter router() {
        return router;
    }

    public AccountDefinition definition() {
        return definition;
    }

    public AccountLimits limits() {
        return definition.limits();
    }

    /** Where messages go that clients publish; null if they go where they are sent. */
    public @Nullable SubjectMappings mappings() {
        return mappings;
    }

    /** Where a message from another account goes in the end. */
    byte[] map(byte[] subject) {
        SubjectMappings known = mappings;
        return known == null ? subject : known.map(subject);
    }

    /** Follows another definition from now on, but for its imports, see {@link ImportLinks}. */
    void follow(AccountDefinition newDefinition) {
        mappings = SubjectMappings.of(newDefinition.mappings());
        definition = newDefinition;
    }

    ImportLinks links() {
        return links;
    }

    ResponseRoutes responses() {
        return responses;
    }

    /** How many answers from services of this account are still awaited by others. */
    public int awaitedResponses() {
        return responses.size();
    }

    /** How many clients are in the account. */
    public int connections() {
        return connections.get();
    }

    /**
     * Counts a client in.
     *
     * @return false if the account has as many as it may have
     */
    public boolean admit() {
        int limit = limits().maxConnections();
        int now = connections.incrementAndGet();
        if (limit >= 0 && now > limit) {
            connections.decrementAndGet();
            return false;
        }
        admitted.incrementAndGet();
        return true;
    }

    /** How many clients have ever been in the account. */
    public long totalConnections() {
        return admitted.get();
    }

    /** Adds what a client did that has ended. */
    public synchronized void countEnded(AccountTraffic traffic) {
        endedTraffic = endedTraffic.plus(traffic);
    }

    /** What the clients did that have ended. */
    public AccountTraffic endedTraffic() {
        return endedTraffic;
    }

    /** Counts a client out that was admitted. */
    public void dismiss() {
        connections.decrementAndGet();
    }

    /** Lets go of what the lane of that number no longer needs. Called now and then on the lane's thread. */
    public void sweep(int lane) {
        router.sweep(lane);
        if (lane == 0) {
            responses.sweep();
        }
    }

    @Override
    public String toString() {
        return name;
    }
}
