package io.quoll.router;

import io.quoll.message.Publication;

/** Whoever gets messages: a client, an HTTP stream, a durable stream, code in this process. The router knows no more. */
public interface MessageSink {

    /**
     * Takes one message. Called on the publisher's lane, once per matching subscription; must not block and must not keep
     * the publication.
     *
     * @return false if the sink cannot take it, because it is closed or the subscription has had all it asked for; a queue
     *     group then asks another member
     */
    boolean deliver(Subscription subscription, Publication message, RoutingLane lane);
}
