package io.quoll.account;

import io.quoll.message.Publication;
import io.quoll.router.LaneEntrance;
import io.quoll.router.LaneEntrance.Way;
import io.quoll.router.MessageSink;
import io.quoll.router.RoutingLane;
import io.quoll.router.Subscription;
import org.jspecify.annotations.Nullable;

/**
 * Carries messages of an exported stream to the account that imports it, under the subject they have there. Counts as a
 * receiver only if somebody there took the message. What has come from another account already goes no further.
 */
final class StreamImportSink implements MessageSink {

    private final Account importer;
    private final @Nullable SubjectMove move;

    /**
     * @param move {@code null} if subjects stay as they are
     */
    StreamImportSink(Account importer, @Nullable SubjectMove move) {
        this.importer = importer;
        this.move = move;
    }

    @Override
    public boolean deliver(Subscription to, Publication message, RoutingLane from) {
        if (from.wayOf(message) != null) {
            return false;
        }
        LaneEntrance entrance = importer.router().lane(from.index()).entrance();
        byte[] address = from.addressOf(message);
        if (address != null) {
            // What a consumer delivers shows the subject of its stream in every account.
            return entrance.deliver(Way.STREAM, message, move == null ? address : move.apply(address)) > 0;
        }
        if (move == null) {
            return entrance.publish(Way.STREAM, message, null) > 0;
        }
        byte[] subject = move.apply(message.copySubject());
        return entrance.publish(Way.STREAM, message, subject, message.copyReply(), null, null) > 0;
    }
}
