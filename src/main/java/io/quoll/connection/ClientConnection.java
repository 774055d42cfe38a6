package io.quoll.connection;

import io.quoll.account.Account;
import io.quoll.account.AccountTraffic;
import io.quoll.account.Authenticator;
import io.quoll.account.Credentials;
import io.quoll.account.Dismissal;
import io.quoll.account.Rejudgement;
import io.quoll.account.SubjectMappings;
import io.quoll.account.User;
import io.quoll.message.Headers;
import io.quoll.message.Message;
import io.quoll.message.Publication;
import io.quoll.protocol.ClientFrameHandler;
import io.quoll.protocol.ConnectOptions;
import io.quoll.protocol.FrameDecoder;
import io.quoll.protocol.ProtocolError;
import io.quoll.protocol.QuotedBytes;
import io.quoll.protocol.RequestInfo;
import io.quoll.protocol.ServerInfo;
import io.quoll.protocol.Sid;
import io.quoll.router.MessageSink;
import io.quoll.router.MessageSource;
import io.quoll.router.Route;
import io.quoll.router.RoutingLane;
import io.quoll.router.SubjectRouter;
import io.quoll.router.Subscription;
import io.quoll.subject.SubjectSyntax;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * One client, from its first INFO to its end: what it may do, what it has asked for, whether it is still there. Lives on one
 * loop; other threads only read what monitoring shows. Messages to it go through its {@link ClientSink}.
 *
 * <pre>
 *   CONNECTING ──CONNECT──► JUDGING ──accepted──► OPEN
 *       │                      │                    │
 *       └── time-out, refused, error, either side closes ──► CLOSED
 * </pre>
 *
 * Where nobody has to prove anything, a client may publish and subscribe while it is CONNECTING.
 */
public final class ClientConnection implements ClientFrameHandler, MessageSource {

    private static final Logger LOG = System.getLogger(ClientConnection.class.getName());

    private static final byte[] OK = "+OK\r\n".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] PING = "PING\r\n".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] PONG = "PONG\r\n".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] SYSTEM_QUEUE = "_sys_".getBytes(StandardCharsets.US_ASCII);

    /** How many subscriptions of an ended connection are removed in one turn of the loop. */
    private static final int REMOVALS_A_TURN = 2048;

    private enum State {
        CONNECTING,
        JUDGING,
        OPEN,
        CLOSED
    }

    private final ConnectionRegistry registry;
    private final ConnectionSettings settings;
    private final ConnectionLoop loop;
    private final ByteSink bytes;
    private final long clientId;
    private final Admission admission;
    private final Arrival arrival;
    private final Instant start;

    private final FrameDecoder decoder;
    private final ClientSink sink;
    private final SubscriptionTable subscriptions = new SubscriptionTable();
    private final PingSchedule pings = new PingSchedule();
    private final Rush rush = new Rush();
    private @Nullable ProtocolTrace trace;

    private State state = State.CONNECTING;
    private ConnectOptions options = ConnectOptions.BEFORE_CONNECT;
    private boolean connectReceived;
    private boolean firstPongSent;
    private boolean toldToLeave;
    /** Whether the client was ever let in. */
    private boolean opened;

    private Account account;
    private @Nullable User user;
    private @Nullable Encryption encryption;
    /** What the client offered last, so that it can be judged by other rules. */
    private @Nullable Credentials offeredCredentials;
    /** Whether the handshake that encrypts is still to come; what has to be said within a time waits for it. */
    private boolean securing;

    private long greetedNanos;
    private ClientRights rights;
    private RoutingLane lane;
    private @Nullable MessageSink notToSelf;
    /** Whether nothing needs to be said about a publication that may be made. */
    private boolean publishesQuietly;
    /** Whether, besides, every publication may be made. */
    private boolean publishesFreely;

    private @Nullable Route lastRoute;
    private int positionInLoop;
    private long lastReceivedNanos;
    private long inMessages;
    private long inBytes;
    private long stalls;

    /** A client that has just been accepted. Says nothing before {@link #greet}. */
    public ClientConnection(ConnectionRegistry registry, ConnectionLoop loop, ByteSink bytes, Arrival arrival) {
        this.registry = registry;
        this.settings = registry.settings();
        this.loop = loop;
        this.bytes = bytes;
        this.account = registry.accounts().global();
        this.rights = new ClientRights(new User(null, account), settings);
        this.clientId = registry.nextClientId();
        this.arrival = arrival;
        this.admission = new Admission(clientId, arrival, registry.nextNonce());
        this.start = loop.clock().instant();
        this.greetedNanos = loop.nanoTime();
        this.lastReceivedNanos = greetedNanos;
        this.decoder = new FrameDecoder(this, settings.maxControlLineBytes(), settings.maxPayloadBytes());
        this.decoder.expectConnectFirst(registry.authenticator().isRequired());
        this.trace = settings.tracesProtocol() ? new ProtocolTrace(description()) : null;
        this.sink = new ClientSink(this, loop, settings, bytes, trace);
        this.lane = account.router().lane(loop.index());
    }

    /** Sends INFO and begins to count the time; the client ends here if there are too many. */
    public void greet() {
        loop.add(this);
        sendInfo();
        register();
    }

    private void register() {
        User nobody = registry.authenticator().withoutCredentials();
        if (!registry.register(this)) {
            refuse(ProtocolError.MAXIMUM_CONNECTIONS_EXCEEDED, CloseReason.MAXIMUM_CONNECTIONS_EXCEEDED);
        } else if (nobody != null) {
            enter(nobody);
        }
    }

    // TLS

    /**
     * As {@link #greet}, for a client that has to make its connection secure.
     *
     * @param silently whether INFO waits for that
     */
    public void greetInsecurely(boolean silently) {
        securing = true;
        loop.add(this);
        if (!silently) {
            sendInfo();
        }
        register();
    }

    /** The client waits for INFO before it does anything: it gets it. */
    public void onSilence() {
        sendInfo();
    }

    /**
     * The connection is as secure as it will be; the time to say CONNECT begins now.
     *
     * @param by {@code null} for a client that need not, and does not, encrypt
     */
    public void onSecured(@Nullable Encryption by) {
        if (state == State.CLOSED) {
            return;
        }
        securing = false;
        encryption = by;
        greetedNanos = loop.nanoTime();
        if (by != null) {
            LOG.log(
                    Level.DEBUG,
                    () -> description() + " - TLS version " + by.version() + ", cipher suite " + by.cipherSuite());
            if (by.first()) {
                sendInfo();
            }
        }
    }

    /** @param spokeTls whether the client tried at all; who knocks at random doors is no news */
    public void onHandshakeFailed(String why, boolean spokeTls) {
        if (state != State.CLOSED) {
            LOG.log(spokeTls ? Level.ERROR : Level.DEBUG, description() + " - TLS handshake error: " + why);
            close(CloseReason.TLS_HANDSHAKE_FAILURE);
        }
    }

    /** @param hasBegun whether the handshake is under way, so that the client cannot be told */
    public void onHandshakeTimeout(boolean hasBegun) {
        if (state != State.CLOSED) {
            LOG.log(Level.DEBUG, () -> description() + " - TLS handshake timeout");
            if (!hasBegun) {
                send(ProtocolError.SECURE_CONNECTION_REQUIRED);
            }
            close(CloseReason.TLS_HANDSHAKE_FAILURE);
        }
    }

    /** There are more handshakes than may be at this moment. */
    public void onThrottled() {
        if (state != State.CLOSED) {
            refuse(ProtocolError.CONNECTION_THROTTLED, CloseReason.MAXIMUM_CONNECTIONS_EXCEEDED);
        }
    }

    /**
     * Handles what was read.
     *
     * @return how far it came; the rest comes again with more bytes, or as it is after {@link ByteSink#resumeReading}
     */
    public int receive(ByteBuffer in, int from, int end) {
        long now = loop.nanoTime();
        lastReceivedNanos = now;
        loop.pace().onRead(now, now - sink.writtenNanos());
        long messagesBefore = inMessages;
        long bytesBefore = inBytes;
        lane.source(this);
        int at = decoder.decode(in, from, end);
        lane.source(null);
        if (inMessages != messagesBefore) {
            keepPace(now, end - from, inMessages - messagesBefore);
            loop.counters().countIn(inMessages - messagesBefore, inBytes - bytesBefore);
            lane.count(inMessages - messagesBefore);
            long stallNanos = loop.takeStall();
            if (stallNanos > 0) {
                stall(stallNanos);
            }
        }
        return at;
    }

    private void keepPace(long nowNanos, int bytesRead, long messagesRead) {
        loop.pace().restSoon(rush.onRead(nowNanos, bytesRead, messagesRead));
    }

    /** The length of the frame that {@link #receive} stopped in, 0 where it is not known. */
    public int frameBytes() {
        return decoder.frameBytes();
    }

    private void stall(long nanos) {
        if (state != State.CLOSED) {
            stalls++;
            loop.counters().countStall();
            bytes.pauseReading();
            loop.schedule(this::resumeReading, nanos);
        }
    }

    private void resumeReading() {
        if (state != State.CLOSED && state != State.JUDGING) {
            bytes.resumeReading();
        }
    }

    // CONNECT

    @Override
    public void onConnect(byte[] json) {
        if (trace != null) {
            // Not the JSON: it holds secrets.
            trace.in("CONNECT");
        }
        ConnectOptions offered;
        try {
            offered = ConnectOptions.parse(json, options);
        } catch (IOException e) {
            onProtocolError(ProtocolError.INVALID_ARGUMENTS, "CONNECT: " + e.getMessage());
            return;
        }
        if (connectReceived) {
            subscriptions.forEach(ClientSubscription::end);
            unsubscribeAll();
        }
        connectReceived = true;
        options = offered;
        Encryption by = encryption;
        Credentials credentials = admission.credentials(offered, by == null ? null : by.certificate());
        offeredCredentials = credentials;
        judge(registry.authenticator(), offered, credentials);
    }

    private void judge(Authenticator judge, ConnectOptions offered, Credentials credentials) {
        CompletableFuture<Optional<User>> verdict = judge.judge(credentials, registry.worker());
        if (verdict.isDone()) {
            onJudged(offered, verdict.join().orElse(null));
        } else {
            await(judge, verdict, offered, credentials);
        }
    }

    /** Bytes that come meanwhile wait. */
    private void await(
            Authenticator judge,
            CompletableFuture<Optional<User>> verdict,
            ConnectOptions offered,
            Credentials credentials) {
        state = State.JUDGING;
        decoder.stop();
        bytes.pauseReading();
        verdict.whenComplete((judged, failure) -> {
            if (failure != null) {
                LOG.log(Level.ERROR, description() + " - could not be judged", failure);
            }
            loop.execute(() -> {
                if (state == State.JUDGING && judge != registry.authenticator()) {
                    state = State.CONNECTING;
                    decoder.resume();
                    judge(registry.authenticator(), offered, credentials);
                    resumeReading();
                } else if (state == State.JUDGING) {
                    decoder.resume();
                    onJudged(offered, judged == null ? null : judged.orElse(null));
                    resumeReading();
                }
            });
        });
    }

    // Settings that change

    /**
     * Other settings hold from now on.
     *
     * @param judged whether the client is to prove anew who it is
     * @param tooMany whether there are more clients than may be, and this is one of them
     */
    void onSettingsChanged(boolean judged, boolean tooMany) {
        if (state == State.CLOSED) {
            return;
        }
        if (tooMany) {
            refuse(ProtocolError.MAXIMUM_CONNECTIONS_EXCEEDED, CloseReason.MAXIMUM_CONNECTIONS_EXCEEDED);
            return;
        }
        trace = settings.tracesProtocol() ? new ProtocolTrace(description()) : null;
        sink.trace(trace);
        User known = user;
        if (known != null) {
            takeRights(known);
        } else {
            decoder.limit(settings.maxControlLineBytes(), settings.maxPayloadBytes());
        }
        if (judged) {
            judgeAnew();
        }
    }

    private void judgeAnew() {
        Authenticator judge = registry.authenticator();
        Credentials credentials = offeredCredentials;
        if (state == State.OPEN && credentials != null) {
            judge.judge(credentials, registry.worker())
                    .whenComplete((judged, failure) ->
                            loop.execute(() -> onJudgedAnew(judged == null ? null : judged.orElse(null))));
        } else if (state == State.CONNECTING) {
            judgeUnproven(judge);
        }
    }

    /** Who has not said CONNECT may go on without, or must say it, or comes too late with it. */
    private void judgeUnproven(Authenticator judge) {
        User nobody = judge.withoutCredentials();
        if (user != null && nobody != null) {
            onJudgedAnew(nobody);
        } else if (judge.isRequired()) {
            decoder.expectConnectFirst(true);
            greetedNanos = loop.nanoTime();
            if (subscriptions.size() > 0) {
                refuse(ProtocolError.AUTHORIZATION_VIOLATION, CloseReason.AUTHENTICATION_FAILURE);
            }
        }
    }

    private void onJudgedAnew(@Nullable User judged) {
        if (state == State.CLOSED || state == State.JUDGING) {
            return;
        }
        if (judged == null) {
            refuse(ProtocolError.AUTHORIZATION_VIOLATION, CloseReason.AUTHENTICATION_FAILURE);
        } else if (judged.account() != account) {
            // It comes again and is put where it belongs now.
            close(CloseReason.CLIENT_CLOSED);
        } else {
            follow(judged);
        }
    }

    private void onJudged(ConnectOptions offered, @Nullable User judged) {
        boolean headers = settings.supportsHeaders() && offered.headers();
        if (judged == null || offered.namesAccount()) {
            LOG.log(Level.WARNING, description() + " - authentication error");
            refuse(ProtocolError.AUTHORIZATION_VIOLATION, CloseReason.AUTHENTICATION_FAILURE);
        } else if (offered.protocol() < 0 || offered.protocol() > 1) {
            refuse(ProtocolError.INVALID_CLIENT_PROTOCOL, CloseReason.BAD_CLIENT_PROTOCOL_VERSION);
        } else if (offered.noResponders() && !headers) {
            refuse(ProtocolError.NO_RESPONDERS_REQUIRES_HEADERS, CloseReason.NO_RESPONDERS_REQUIRES_HEADERS);
        } else if (enter(judged)) {
            toOpen(offered, headers);
        }
    }

    /**
     * From now on the client is this user, in the user's account.
     *
     * @return false if the account has no place left; then the client is refused
     */
    private boolean enter(User newcomer) {
        leave();
        account = newcomer.account();
        MessageSource publishing = lane.source();
        lane.source(null);
        lane = account.router().lane(loop.index());
        lane.source(publishing);
        lastRoute = null;
        if (!account.admit()) {
            refuse(
                    ProtocolError.MAXIMUM_ACCOUNT_CONNECTIONS_EXCEEDED,
                    CloseReason.MAXIMUM_ACCOUNT_CONNECTIONS_EXCEEDED);
            return false;
        }
        takeRights(newcomer);
        return true;
    }

    private void takeRights(User known) {
        user = known;
        admission.begin(known, loop.clock().instant(), loop.nanoTime());
        rights = new ClientRights(known, settings);
        lastRoute = null;
        sink.rememberReplies(rights.allowsResponses());
        decoder.limit(settings.maxControlLineBytes(), rights.maxPayloadBytes());
        chooseWayOfPublishing();
    }

    /** What is said of the account has changed, or may have. */
    void judgeAnew(Account judged, Function<User, Rejudgement> judge, boolean excess) {
        User known = user;
        if (state != State.OPEN || known == null || account != judged) {
            return;
        }
        Rejudgement rejudgement = judge.apply(known);
        Dismissal dismissal = rejudgement.dismissal();
        if (dismissal != null) {
            dismiss(dismissal);
        } else if (excess) {
            refuse(
                    ProtocolError.MAXIMUM_ACCOUNT_CONNECTIONS_EXCEEDED,
                    CloseReason.MAXIMUM_ACCOUNT_CONNECTIONS_EXCEEDED);
        } else {
            follow(rejudgement.user());
        }
    }

    private void dismiss(Dismissal dismissal) {
        switch (dismissal) {
            case USER_EXPIRED -> refuse(ProtocolError.USER_AUTHENTICATION_EXPIRED, CloseReason.AUTHENTICATION_EXPIRED);
            case USER_REVOKED -> refuse(ProtocolError.USER_AUTHENTICATION_REVOKED, CloseReason.CREDENTIALS_REVOKED);
            case ACCOUNT_EXPIRED ->
                refuse(ProtocolError.ACCOUNT_AUTHENTICATION_EXPIRED, CloseReason.AUTHENTICATION_EXPIRED);
            case UNTRUSTED -> refuse(ProtocolError.AUTHORIZATION_VIOLATION, CloseReason.AUTHENTICATION_FAILURE);
        }
    }

    /**
     * The client, which stays in its account, has other rights from now on. Subscriptions that it may no longer have end, and
     * it is told.
     */
    void follow(User changed) {
        takeRights(changed);
        for (ClientSubscription subscription : subscriptions()) {
            if (!rights.maySubscribe(subscription.pattern(), subscription.queue())) {
                end(subscription);
            } else if (subscription.filter(rights.filterOf(subscription.pattern()))) {
                account.router().reconsider(subscription);
            }
        }
    }

    private void end(ClientSubscription subscription) {
        byte[] queue = subscription.queue();
        String subject = QuotedBytes.of(subscription.pattern());
        String sid = QuotedBytes.of(subscription.sid().toString().getBytes(StandardCharsets.UTF_8));
        if (queue == null) {
            send(ProtocolError.SUBSCRIPTION_ENDED, subject, sid);
        } else {
            send(ProtocolError.SUBSCRIPTION_QUEUE_ENDED, subject, QuotedBytes.of(queue), sid);
        }
        LOG.log(Level.INFO, description() + " - Removed sub " + subject + " (sid " + sid + ") - not authorized");
        remove(subscription);
    }

    private void chooseWayOfPublishing() {
        publishesQuietly = !options.verbose() && !options.pedantic() && trace == null && rights.mappings() == null;
        publishesFreely = publishesQuietly && !rights.restrictsPublishing();
    }

    private void leave() {
        if (user != null) {
            user = null;
            account.dismiss();
        }
    }

    private void toOpen(ConnectOptions offered, boolean headers) {
        state = State.OPEN;
        notToSelf = offered.echo() ? null : sink;
        chooseWayOfPublishing();
        sink.agreeOnHeaders(headers);
        decoder.agreeOnHeaders(headers);
        decoder.expectConnectFirst(false);
        pings.begin(loop.nanoTime(), arrival.entrance().pingIntervalNanos(settings));
        acknowledge();
        opened = true;
        registry.listener().onOpened(snapshot(), account);
    }

    // PUB, HPUB

    @Override
    public void onPublish(Publication message) {
        inMessages++;
        inBytes += message.bodyLength();
        Route route = lastRoute;
        if (message.isRepeated() && publishesQuietly && route != null && route.isCurrent()) {
            lane.publish(message, route, notToSelf);
            return;
        }
        boolean known = route != null && route.serves(message);
        boolean fine = publishesFreely || (known && publishesQuietly);
        if (!fine || ReservedSubjects.mayBeReserved(message)) {
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
        if (lane.publish(message, route, notToSelf) == 0 && message.replyLength() > 0 && options.noResponders()) {
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
        acknowledge();
        if (ReservedSubjects.isServerRequest(message) && isTaken(message)) {
            return;
        }
        Route route = lane.route(message);
        if (verdict == ClientRights.Verdict.ALLOWED && message == sent && !route.isPassing()) {
            lastRoute = route;
        }
        publish(message, route);
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

    /** What a mapping loses goes to an empty subject, where nobody can listen. */
    private Publication mapped(Publication sent, SubjectMappings mappings) {
        byte[] subject = sent.copySubject();
        byte[] target = mappings.map(subject);
        return target == subject ? sent : loop.readdress(sent, target);
    }

    /** Judges a publication and says what is wrong with it. */
    private ClientRights.Verdict judge(Publication message) {
        if (options.pedantic() && !SubjectSyntax.isValidLiteral(message.copySubject())) {
            send(ProtocolError.INVALID_PUBLISH_SUBJECT);
        }
        ClientRights.Verdict verdict = rights.judge(message, loop.nanoTime());
        if (verdict == ClientRights.Verdict.DENIED || ReservedSubjects.isReserved(message)) {
            send(ProtocolError.PUBLISH_VIOLATION, QuotedBytes.of(message.copySubject()));
            return ClientRights.Verdict.DENIED;
        }
        if (ReservedSubjects.hasReservedReply(message)) {
            send(ProtocolError.PUBLISH_REPLY_VIOLATION, QuotedBytes.of(message.copyReply()));
            return ClientRights.Verdict.DENIED;
        }
        return verdict;
    }

    /** A message is about to be staged for this client, which may answer it. Called on any loop. */
    void expectResponse(Publication message) {
        rights.expectResponse(message, loop.nanoTime());
    }

    private void answerNoResponders(Publication message) {
        Headers headers = Headers.ofStatus(503, "", Map.of("Nats-Subject", List.of(text(message.copySubject()))));
        Publication answer = Publication.of(new Message(text(message.copyReply()), null, headers, new byte[0]));
        Subscription subscription = lane.plainSubscriptionOf(sink, answer);
        if (subscription != null) {
            sink.deliver(subscription, answer, lane);
        }
    }

    // SUB, UNSUB

    @Override
    public void onSubscribe(byte[] subject, byte @Nullable [] queue, byte[] sid) {
        if (trace != null) {
            trace.in("SUB", subject, queue, sid);
        }
        if (!rights.maySubscribe(subject, queue) || Arrays.equals(queue, SYSTEM_QUEUE)) {
            refuseSubscription(subject, queue);
            return;
        }
        if (settings.maxSubscriptionTokens() > 0
                && SubjectSyntax.tokenCount(subject) > settings.maxSubscriptionTokens()) {
            send(ProtocolError.TOO_MANY_TOKENS, QuotedBytes.of(subject));
            return;
        }
        if (rights.maxSubscriptions() >= 0 && subscriptions.size() >= rights.maxSubscriptions()) {
            send(ProtocolError.MAXIMUM_SUBSCRIPTIONS_EXCEEDED);
            return;
        }
        Sid id = new Sid(sid);
        if (subscriptions.get(id) == null) {
            if (!SubjectSyntax.isValidPattern(subject)) {
                send(ProtocolError.INVALID_SUBJECT);
                return;
            }
            ClientSubscription subscription =
                    new ClientSubscription(subject, queue, id, sink, rights.filterOf(subject));
            subscriptions.add(subscription);
            account.router().subscribe(subscription);
        }
        acknowledge();
    }

    private void refuseSubscription(byte[] subject, byte @Nullable [] queue) {
        if (queue == null) {
            send(ProtocolError.SUBSCRIPTION_VIOLATION, QuotedBytes.of(subject));
        } else {
            send(ProtocolError.SUBSCRIPTION_QUEUE_VIOLATION, QuotedBytes.of(subject), QuotedBytes.of(queue));
        }
    }

    @Override
    public void onUnsubscribe(byte[] sid, long max) {
        if (trace != null) {
            trace.in("UNSUB", sid, max > 0 ? max : null);
        }
        ClientSubscription subscription = subscriptions.get(new Sid(sid));
        if (subscription != null && (max <= 0 || !subscription.limit(max))) {
            remove(subscription);
        }
        acknowledge();
    }

    /** A subscription has had all it asked for. Called on any loop. */
    void onUsedUp(ClientSubscription subscription, boolean onOwnLoop) {
        if (onOwnLoop) {
            remove(subscription);
        } else {
            loop.execute(() -> remove(subscription));
        }
    }

    private void remove(ClientSubscription subscription) {
        if (subscriptions.get(subscription.sid()) == subscription) {
            subscriptions.remove(subscription.sid());
            account.router().unsubscribe(subscription);
        }
    }

    private void unsubscribeAll() {
        unsubscribe(account.router(), subscriptions.drain(), 0);
    }

    private void unsubscribe(SubjectRouter router, @Nullable ClientSubscription[] drained, int from) {
        int end = Math.min(drained.length, from + REMOVALS_A_TURN);
        for (int i = from; i < end; i++) {
            ClientSubscription subscription = drained[i];
            if (subscription != null) {
                router.unsubscribe(subscription);
            }
        }
        if (end < drained.length) {
            loop.execute(() -> unsubscribe(router, drained, end));
        }
    }

    // PING, PONG

    @Override
    public void onPing() {
        if (trace != null) {
            trace.in("PING");
        }
        sink.send(PONG);
        if (connectReceived && !firstPongSent) {
            firstPongSent = true;
            if (options.protocol() >= 1) {
                sink.send(infoLine(true));
            }
        }
    }

    @Override
    public void onPong() {
        if (trace != null) {
            trace.in("PONG");
        }
        pings.onPong(loop.nanoTime());
    }

    /** Time has passed: looks for what has taken too long. */
    void onTick(long nowNanos) {
        if (state != State.OPEN) {
            boolean overdue = state == State.CONNECTING && nowNanos - greetedNanos > settings.authTimeoutNanos();
            if (overdue && !securing && registry.authenticator().isRequired()) {
                refuse(ProtocolError.AUTHENTICATION_TIMEOUT, CloseReason.AUTHENTICATION_TIMEOUT);
            }
            return;
        }
        if (admission.isOver(nowNanos)) {
            dismiss(Dismissal.USER_EXPIRED);
            return;
        }
        if (sink.isStuck(nowNanos)) {
            close(CloseReason.SLOW_CONSUMER_WRITE_DEADLINE);
            return;
        }
        switch (pings.at(
                nowNanos,
                lastReceivedNanos,
                arrival.entrance().pingIntervalNanos(settings),
                settings.maxPingsOutstanding())) {
            case PING -> sink.send(PING);
            case STALE -> refuse(ProtocolError.STALE_CONNECTION, CloseReason.STALE_CONNECTION);
            case NOTHING -> {}
        }
    }

    // INFO, +OK, -ERR

    /** Tells the client about the server, at first or when something has changed. */
    void sendInfo() {
        if (!connectReceived || options.protocol() >= 1) {
            sink.send(infoLine(false));
        }
    }

    /** Tells this client, and no other, to go elsewhere. */
    public void sendLameDuckInfo() {
        toldToLeave = true;
        sendInfo();
    }

    private byte[] infoLine(boolean connectInfo) {
        return arrival.entrance()
                .serverInfo()
                .line(new ServerInfo.ForClient(
                        clientId,
                        arrival.ip(),
                        registry.isLameDuck() || toldToLeave,
                        connectInfo,
                        account.name(),
                        registry.accounts().isSystem(account),
                        rights.maxPayloadBytes(),
                        admission.nonce()));
    }

    private void acknowledge() {
        if (options.verbose()) {
            sink.send(OK);
        }
    }

    @Override
    public void onProtocolError(ProtocolError error, String detail) {
        LOG.log(Level.DEBUG, () -> description() + " - " + error + ": " + detail);
        refuse(
                error,
                switch (error) {
                    case MAXIMUM_PAYLOAD_VIOLATION -> CloseReason.MAXIMUM_PAYLOAD_EXCEEDED;
                    case MAXIMUM_CONTROL_LINE_EXCEEDED -> CloseReason.MAXIMUM_CONTROL_LINE_EXCEEDED;
                    case AUTHORIZATION_VIOLATION -> CloseReason.AUTHENTICATION_FAILURE;
                    default -> CloseReason.PROTOCOL_VIOLATION;
                });
    }

    private void send(ProtocolError error, Object... arguments) {
        String line = error.line(arguments);
        if (line != null) {
            sink.send(line.getBytes(StandardCharsets.UTF_8));
        }
    }

    private void refuse(ProtocolError error, CloseReason reason) {
        send(error);
        close(reason);
    }

    // The end

    /** The network says so: the client has gone, or reading or writing failed. */
    public void onDisconnected(CloseReason reason) {
        close(reason);
    }

    /** What wraps the client's bytes is wrong; it has been told. */
    public void onWronglyWrapped(String why) {
        if (state != State.CLOSED) {
            LOG.log(Level.ERROR, description() + " - read error: " + why);
            close(CloseReason.PROTOCOL_VIOLATION);
        }
    }

    /** Everything given to the network so far is written. */
    public void onDrained() {
        sink.onDrained();
    }

    /** Ends the connection; what is staged is still written unless the client is too slow for it. */
    public void close(CloseReason reason) {
        if (state == State.CLOSED) {
            return;
        }
        LOG.log(Level.DEBUG, () -> description() + " - closed: " + reason.text());
        if (reason.isSlowConsumer()) {
            LOG.log(Level.INFO, description() + " - " + reason.text());
        }
        ConnectionSnapshot last = snapshot(reason);
        Account left = account;
        state = State.CLOSED;
        decoder.stop();
        loop.remove(this);
        loop.counters().countClosed(reason);
        registry.unregister(this, last);
        lastRoute = null;
        account.countEnded(traffic().plus(new AccountTraffic(0, 0, 0, 0, reason.isSlowConsumer() ? 1 : 0)));
        leave();
        // Only now, so that a client that sees the end can come again where there are only so many places.
        sink.close(reason);
        unsubscribeAll();
        if (opened) {
            registry.listener().onClosed(last, left);
        }
        if (reason == CloseReason.AUTHENTICATION_FAILURE) {
            registry.listener().onRefused(last);
        }
    }

    // For showing

    public long clientId() {
        return clientId;
    }

    /** Where the client is: the default account until it has said who it is. */
    public Account account() {
        return account;
    }

    /** Who the client is; null until it has said so, where it must. */
    public @Nullable User user() {
        return user;
    }

    AccountTraffic traffic() {
        return new AccountTraffic(inMessages, inBytes, sink.messages(), sink.messageBytes(), 0);
    }

    public ConnectionSnapshot snapshot() {
        return snapshot(null);
    }

    /** The subscriptions at this moment. To be called on the connection's loop, see {@link #loop}. */
    public List<ClientSubscription> subscriptions() {
        List<ClientSubscription> list = new ArrayList<>(subscriptions.size());
        subscriptions.forEach(list::add);
        return list;
    }

    public ConnectionLoop loop() {
        return loop;
    }

    @Override
    public String requestInfo(boolean detailed, @Nullable String service) {
        User known = user;
        RequestInfo.Detail detail = detailed
                ? new RequestInfo.Detail(
                        start.toString(),
                        arrival.ip(),
                        clientId,
                        known == null ? null : known.name(),
                        options.name(),
                        options.language(),
                        options.version(),
                        registry.serverInfo().serverName())
                : null;
        return new RequestInfo(account.name(), service, pings.rttNanos(), detail).json();
    }

    ConnectionLoop loopOf(RoutingLane producer) {
        return registry.loop(producer.index());
    }

    int position() {
        return positionInLoop;
    }

    void position(int position) {
        this.positionInLoop = position;
    }

    private ConnectionSnapshot snapshot(@Nullable CloseReason reason) {
        Instant now = loop.clock().instant();
        User known = user;
        return new ConnectionSnapshot(
                clientId,
                arrival.entrance().kind(),
                arrival.ip(),
                arrival.port(),
                options.name(),
                options.language(),
                options.version(),
                encryption,
                known == null ? null : known.name(),
                account.name(),
                admission.type(),
                known == null ? null : known.proof(),
                start,
                now.minusNanos(Math.max(0, loop.nanoTime() - lastReceivedNanos)),
                reason == null ? null : now,
                reason,
                pings.rttNanos(),
                sink.pendingBytes(),
                inMessages,
                sink.messages(),
                inBytes,
                sink.messageBytes(),
                stalls,
                subscriptions.size());
    }

    private String description() {
        String text = arrival.shown() + " - " + arrival.entrance().kind().idLabel() + ":" + clientId;
        return options.name() == null ? text : text + " - \"" + options.name() + "\"";
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }
}
