package io.quoll.router;

import io.quoll.message.Publication;
import io.quoll.message.SubjectHash;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * The routes that serve whole {@linkplain SubjectBranches branches} of subjects, as one lane has found them: what is sent to
 * ever new subjects, as replies and acknowledgements are, need not be matched each time. Belongs to the lane's thread.
 */
final class BranchRoutes {

    private final SubjectRouter router;
    private final RouteCache cache = new RouteCache();
    private final Publication branch = new Publication();

    BranchRoutes(SubjectRouter router) {
        this.router = router;
    }

    /** The current route of the branch that the message's subject is in, or null. */
    @Nullable
    Route find(Publication message) {
        Route route = look(message) ? cache.find(branch) : null;
        return route != null && route.isCurrent() ? route : null;
    }

    /**
     * A route to be matched for the message's subject and then {@linkplain #keep kept} if it turns out to serve all of the branch; null
     * if the branch is not worth it.
     */
    @Nullable
    Route begin(Publication message, byte[] subject, int random) {
        if (!look(message)) {
            return null;
        }
        Route route = cache.find(branch);
        if (route == null && cache.isWorthKeeping(branch.subjectHash(), random)) {
            route = router.newRoute(false);
            route.leadToBranch(branch, subject);
        }
        return route;
    }

    /** The route serves all of its branch. */
    void keep(Route route) {
        if (cache.find(branch) == null) {
            cache.keep(route);
        }
    }

    /** Places the window on what the message's subject has in common with its branch, if it is in one. */
    private boolean look(Publication message) {
        int length = SubjectBranches.lengthOf(message);
        if (length == 0) {
            return false;
        }
        ByteBuffer bytes = message.bytes();
        int start = message.subjectStart();
        branch.set(bytes, start, length, SubjectHash.of(bytes, start, length), 0, 0, start + length, 0, 0, false);
        return true;
    }

    void sweep() {
        cache.sweep();
    }

    int size() {
        return cache.size();
    }
}
