package io.quoll.connection;

import io.quoll.account.Account;
import io.quoll.account.SubjectMappings;
import io.quoll.account.User;
import io.quoll.message.Headers;
import io.quoll.message.Message;
import io.quoll.message.Publication;
import io.quoll.protocol.ConnectOptions;
import io.quoll.protocol.ProtocolError;
import io.quoll.protocol.QuotedBytes;
import io.quoll.router.MessageSink;
import io.quoll.router.MessageSource;
import io.quoll.router.Route;
import io.quoll.router.RoutingLane;
import io.quoll.router.Subscription;
import io.quoll.subject.SubjectSyntax;
import io.quoll.trace.Tracing;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The publishing half of a client: judges each publication, unless it is like the last, finds its route, and hands it to the
 * account's lane. Lives on the client's loop. Nothing is allocated here for a message whose subject was just used.
 */
final class ClientPublisher {

    private final ConnectionRegistry registry;
    private final ConnectionLoop loop;
    private final ClientSink sink;
    private final Replies replies;
    private final @Nullable Tracing tracing;

    private RoutingLane lane;
    private ClientRights rights;
    private ConnectOptions options = ConnectOptions.BEFORE_CONNECT;
    private @Nullable User user;
    private @Nullable ProtocolTrace trace;
    private @Nullable MessageSink notToSelf;
    /** Whether nothing needs to be said about a publication that may be made. */
    private boolean publishesQuietly;
    /** Whether, besides, every publication may be made. */
    private boolean publishesFreely;

    private @Nullable Route lastRoute;
    private long messages;
    private long bytes;

    ClientPublisher(
            ConnectionRegistry registry,
            ConnectionLoop loop,
            ClientSink sink,
            Replies replies,
            Account account,
            ClientRights rights) {
        this.registry = registry;
        this.loop = loop;
        this.sink = sink;
        this.replies = replies;
        this.tracing = loop.tracing();
        this.lane = account.router().lane(loop.index());
        this.rights = rights;
    }

    /** What comes from now on is published in this account, that of what is being decoded included. */
    void enter(Account account) {
        MessageSource publishing = lane.source();
        lane.source(null);
        lane = account.router().lane(loop.index());
        lane.source(publishing);
        lastRoute = null;
    }

    /** Other rights hold from now on. */
    void rights(User newUser, ClientRights newRights) {
        user = newUser;
        rights = newRights;
        lastRoute = null;
        chooseWay();
    }

    void options(ConnectOptions offered) {
        options = offered;
        notToSelf = offered.echo() ? null : sink;
        chooseWay();
    }

    void trace(@Nullable ProtocolTrace newTrace) {
        trace = newTrace;
        chooseWay();
    }

    private void chooseWay() {
        publishesQuietly = !options.verbose()
                && !options.pedantic()
                && trace == null
                && tracing == null
                && rights.mappings() == null;
        publishesFreely = publishesQuietly && !rights.restrictsPublishing();
    }

    /** The client has gone; nothing of it is to be held on to. */
    void end() {
        user = null;
        lastRoute = null;
    }

    RoutingLane lane() {
        return lane;
    }

    /** How many messages there were. */
    long messages() {
        return messages;
    }

    long bytes() {
        return bytes;
    }

    void publish(Publication message) {
        messages++;
        bytes += message.bodyLength();
        Route route = lastRoute;
        if (message.isRepeated() && publishesQuietly && route != null && route.isCurrent()) {
            lane.publish(message, route, notToSelf);
            return;
        }
        boolean known = route != null && route.serves(message);
        boolean fine = publishesFreely || (known && publishesQuietly);
        boolean reserved =
                known ? ReservedSubjects.mayHaveReservedReply(message) : ReservedSubjects.mayBeReserved(message);
        if (!fine || reserved) {
            judgeAndPublish(message);
            return;
        }
        if (route == null || !known) {
            route = lane.route(message);
            lastRoute = route.isPassing() ? null : route;
        }
        publish(message, route);
    }

    private void publish(Publication message, Route route) {
        int receivers = tracing == null
                ? lane.publish(message, route, notToSelf)
                : lane.publish(message, route, notToSelf, tracing, true);
        if (receivers == 0 && message.replyLength() > 0 && options.noResponders()) {
            answerNoResponders(message);
        }
    }

    private void judgeAndPublish(Publication sent) {
        if (trace != null) {
            trace.in(sent);
        }
        lastRoute = null;
        SubjectMappings mappings = rights.mappings();
        Publication message = mappings == null ? sent : mapped(sent, mappings);
        ClientRights.Verdict verdict = judge(message);
        if (verdict == ClientRights.Verdict.DENIED) {
            return;
        }
        replies.acknowledge();
        boolean ofServer = ReservedSubjects.isOfServer(message);
        if (ofServer && message.replyLength() > 0 && isTaken(message)) {
            return;
        }
        Route route = lane.route(message);
        if (verdict == ClientRights.Verdict.ALLOWED && message == sent && !ofServer && !route.isPassing()) {
            lastRoute = route;
        }
        publish(message, route);
    }

    /** What a mapping loses goes to an empty subject, where nobody can listen. */
    private Publication mapped(Publication sent, SubjectMappings mappings) {
        byte[] subject = sent.copySubject();
        byte[] target = mappings.map(subject);
        return target == subject ? sent : loop.readdress(sent, target);
    }

    /** Judges a publication and says what is wrong with it. */
    private ClientRights.Verdict judge(Publication message) {
        if (options.pedantic() && !SubjectSyntax.isValidLiteral(message.copySubject())) {
            replies.refuse(ProtocolError.INVALID_PUBLISH_SUBJECT);
        }
        ClientRights.Verdict verdict = rights.judge(message, loop.nanoTime());
        if (verdict == ClientRights.Verdict.DENIED || ReservedSubjects.isReserved(message)) {
            replies.refuse(ProtocolError.PUBLISH_VIOLATION, QuotedBytes.of(message.copySubject()));
            return ClientRights.Verdict.DENIED;
        }
        if (ReservedSubjects.hasReservedReply(message)) {
            replies.refuse(ProtocolError.PUBLISH_REPLY_VIOLATION, QuotedBytes.of(message.copyReply()));
            return ClientRights.Verdict.DENIED;
        }
        return verdict;
    }

    /** Whether the server itself answers a request. */
    private boolean isTaken(Publication request) {
        User known = user;
        if (known == null) {
            return false;
        }
        String reply = text(request.copyReply());
        return registry.requests()
                .take(
                        request.toMessage(),
                        known,
                        answer -> loop.execute(() -> {
                            Publication published = Publication.of(Message.of(reply, answer));
                            RoutingLane answering = known.account().router().lane(loop.index());
                            answering.publish(published, answering.route(published), null);
                        }));
    }

    private void answerNoResponders(Publication message) {
        Headers headers = Headers.ofStatus(503, "", Map.of("Nats-Subject", List.of(text(message.copySubject()))));
        Publication answer = Publication.of(new Message(text(message.copyReply()), null, headers, new byte[0]));
        Subscription subscription = lane.plainSubscriptionOf(sink, answer);
        if (subscription != null) {
            sink.deliver(subscription, answer, lane);
        }
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }
}
