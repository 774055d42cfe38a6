package io.quoll.connection;

import io.quoll.account.User;
import io.quoll.message.Message;
import java.util.function.Consumer;

/** What clients may ask of the server itself in their own accounts. Called on the client's loop; must not block. */
public interface ClientRequests {

    /** Answers nothing. */
    ClientRequests NONE = (request, user, reply) -> false;

    /**
     * Answers a request, now or later.
     *
     * @param request has a reply subject
     * @param reply takes the answer; any thread
     * @return false if it is not for the server, and so goes to whoever listens
     */
    boolean take(Message request, User user, Consumer<byte[]> reply);
}
