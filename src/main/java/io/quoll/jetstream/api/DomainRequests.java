package io.quoll.jetstream.api;

import io.quoll.jetstream.stream.Subjects;
import io.quoll.message.Publication;
import io.quoll.router.MessageSink;
import io.quoll.router.PublishBatch;
import io.quoll.router.PublishBatches;
import io.quoll.router.RoutingLane;
import io.quoll.router.SubjectRouter;
import io.quoll.router.Subscription;

/** Requests that name the server's domain, which are those without; called on lanes. */
final class DomainRequests implements MessageSink {

    private final String prefix;
    private final PublishBatches batches;
    private final SubjectRouter router;

    DomainRequests(String domain, PublishBatches batches, SubjectRouter router) {
        this.prefix = "$JS." + domain + ".API.";
        this.batches = batches;
        this.router = router;
    }

    @Override
    public boolean deliver(Subscription subscription, Publication message, RoutingLane lane) {
        String rest = Subjects.text(message.copySubject()).substring(prefix.length());
        boolean withPrefix = rest.startsWith("$KV.") || rest.startsWith("$O.") || rest.startsWith("$OBJ.");
        byte[] headers = new byte[message.headerLength()];
        message.bytes().get(message.bodyStart(), headers);
        byte[] payload = new byte[message.payloadLength()];
        message.bytes().get(message.bodyStart() + headers.length, payload);
        PublishBatch batch = batches.borrow();
        batch.add(Subjects.bytes(withPrefix ? rest : ApiIntake.PREFIX + rest), message.copyReply(), headers, payload);
        batch.submit(router, lane.index());
        return true;
    }
}
