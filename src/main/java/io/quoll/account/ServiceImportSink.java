package io.quoll.account;

import io.quoll.message.HeaderBlock;
import io.quoll.message.Publication;
import io.quoll.router.LaneEntrance;
import io.quoll.router.LaneEntrance.Way;
import io.quoll.router.MessageSink;
import io.quoll.router.MessageSource;
import io.quoll.router.RoutingLane;
import io.quoll.router.Subscription;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Carries requests to a service from the account that imports it to the one that exports it, with a reply subject that leads
 * back. Counts as a receiver only if somebody there took the request, so that requesters hear of missing responders.
 */
final class ServiceImportSink implements MessageSink {

    /** Tells a service who asks. Whatever a client puts there itself is replaced. */
    static final String REQUEST_INFO = "Nats-Request-Info";

    private static final byte[] ACKNOWLEDGEMENT = "$JS.ACK.".getBytes(StandardCharsets.US_ASCII);

    private final Account importer;
    private final Account exporter;
    private final Export export;
    private final @Nullable SubjectMove move;
    private final boolean share;

    /**
     * @param move {@code null} if subjects stay as they are
     */
    ServiceImportSink(Account importer, Account exporter, Export export, @Nullable SubjectMove move, boolean share) {
        this.importer = importer;
        this.exporter = exporter;
        this.export = export;
        this.move = move;
        this.share = share;
    }

    @Override
    public boolean deliver(Subscription to, Publication message, RoutingLane from) {
        Way way = from.wayOf(message);
        if (way == Way.STREAM || way == Way.RESPONSE) {
            return false;
        }
        byte[] subject = message.copySubject();
        byte[] target = exporter.map(move == null ? subject : move.apply(subject));
        if (target.length == 0) {
            return false;
        }
        byte[] reply = message.copyReply();
        // What acknowledges a delivery across accounts already leads to the stream.
        boolean opens = reply.length > 0 && !isAcknowledgement(reply);
        if (opens) {
            reply = exporter.responses().open(importer, reply, export.responses(), export.responseThreshold());
        }
        MessageSource source = from.source();
        String service = way == Way.REQUEST ? importer.name() : null;
        byte[] headers = source == null
                ? null
                : HeaderBlock.with(HeaderBlock.of(message), REQUEST_INFO, source.requestInfo(share, service));
        // A service behind this one hears of the same requester, and no more than this one.
        MessageSource next =
                source == null ? null : (detailed, account) -> source.requestInfo(detailed && share, account);
        LaneEntrance entrance = exporter.router().lane(from.index()).entrance();
        boolean taken = entrance.publish(Way.REQUEST, message, target, reply, headers, next) > 0;
        if (!taken && opens) {
            exporter.responses().close(reply);
        }
        return taken;
    }

    private static boolean isAcknowledgement(byte[] reply) {
        int length = ACKNOWLEDGEMENT.length;
        return reply.length > length && Arrays.equals(reply, 0, length, ACKNOWLEDGEMENT, 0, length);
    }
}
