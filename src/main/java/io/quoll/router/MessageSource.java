package io.quoll.router;

import org.jspecify.annotations.Nullable;

/** Who publishes, as a service in another subject space is told of it. Asked on the publisher's lane. */
public interface MessageSource {

    /**
     * The value of the header {@code Nats-Request-Info}: a JSON object.
     *
     * @param detailed whether it says who that is, not only of which account
     * @param service the account whose service asks on behalf of this one; {@code null} if it asks itself
     */
    String requestInfo(boolean detailed, @Nullable String service);
}
