package io.quoll.connection;

import io.quoll.account.Account;
import io.quoll.account.AccountTraffic;
import io.quoll.account.Authenticator;
import io.quoll.account.Dismissal;
import io.quoll.account.Rejudgement;
import io.quoll.account.User;
import io.quoll.message.Publication;
import io.quoll.protocol.ClientFrameHandler;
import io.quoll.protocol.ConnectOptions;
import io.quoll.protocol.FrameDecoder;
import io.quoll.protocol.ProtocolError;
import io.quoll.protocol.RequestInfo;
import io.quoll.protocol.ServerInfo;
import io.quoll.router.MessageSource;
import io.quoll.router.RoutingLane;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * One client, from its first INFO to its end: who it is, what it may do, whether it is still there. Lives on one loop; other
 * threads only read what monitoring shows. A {@link ClientJudge} has found out who it is; what it publishes goes through its
 * {@link ClientPublisher}, what it asks for through its {@link ClientSubscriber}, and messages to it through its {@link
 * ClientSink}.
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
    private final Replies replies;
    private final ClientJudge judge;
    private final ClientPublisher publisher;
    private final ClientSubscriber subscriber;
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
    /** Whether the handshake that encrypts is still to come; what has to be said within a time waits for it. */
    private boolean securing;

    private long greetedNanos;
    private ClientRights rights;
    private int positionInLoop;
    private long lastReceivedNanos;
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
        this.replies = new Replies(sink);
        this.judge = new ClientJudge(registry, loop, this);
        this.publisher = new ClientPublisher(registry, loop, sink, replies, account, rights);
        publisher.trace(trace);
        this.subscriber = new ClientSubscriber(loop, settings, sink, replies, account, rights);
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
        } else if (registry.admitsNobody()) {
            // Looked at after registering: whoever stops the server either finds this client or is seen here.
            close(CloseReason.SERVER_SHUTDOWN);
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
                replies.refuse(ProtocolError.SECURE_CONNECTION_REQUIRED);
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
        boolean answer = sink.writtenNanos() > lastReceivedNanos;
        lastReceivedNanos = now;
        loop.pace().onRead(now, this, now - sink.writtenNanos());
        long messagesBefore = publisher.messages();
        long bytesBefore = publisher.bytes();
        publisher.lane().source(this);
        int at = decoder.decode(in, from, end);
        publisher.lane().source(null);
        long messages = publisher.messages() - messagesBefore;
        if (messages != 0) {
            keepPace(now, end - from, messages, answer);
            loop.counters().countIn(messages, publisher.bytes() - bytesBefore);
            publisher.lane().count(messages);
            long stallNanos = loop.takeStall();
            if (stallNanos > 0) {
                stall(stallNanos);
            }
        }
        return at;
    }

    private void keepPace(long nowNanos, int bytesRead, long messagesRead, boolean answer) {
        loop.pace().restSoon(rush.onRead(nowNanos, bytesRead, messagesRead));
        loop.pace().onMessages(nowNanos, bytesRead, messagesRead, answer);
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
            subscriber.endAll();
        }
        connectReceived = true;
        options = offered;
        Encryption by = encryption;
        if (judge.judge(admission.credentials(offered, by == null ? null : by.certificate()))) {
            toJudging();
        }
    }

    /** Bytes that come meanwhile wait. */
    private void toJudging() {
        state = State.JUDGING;
        decoder.stop();
        bytes.pauseReading();
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
        publisher.trace(trace);
        User known = user;
        if (known != null) {
            takeRights(known);
        } else {
            decoder.limit(settings.maxControlLineBytes(), settings.maxPayloadBytes());
        }
        if (judged && state == State.OPEN) {
            judge.judgeAnew();
        } else if (judged && state == State.CONNECTING) {
            judgeUnproven(registry.authenticator());
        }
    }

    /** Who has not said CONNECT may go on without, or must say it, or comes too late with it. */
    private void judgeUnproven(Authenticator authenticator) {
        User nobody = authenticator.withoutCredentials();
        if (user != null && nobody != null) {
            onJudgedAnew(Rejudgement.stay(nobody));
        } else if (authenticator.isRequired()) {
            decoder.expectConnectFirst(true);
            greetedNanos = loop.nanoTime();
            if (subscriber.size() > 0) {
                refuse(ProtocolError.AUTHORIZATION_VIOLATION, CloseReason.AUTHENTICATION_FAILURE);
            }
        }
    }

    /** What is said of the account has changed, or may have. */
    void judgeAnew(Account judged, Function<User, Rejudgement> judgement) {
        judge.judgeAnew(judged, judgement);
    }

    /** The client, which is there, was judged anew. */
    void onJudgedAnew(Rejudgement outcome) {
        if (state == State.CLOSED || state == State.JUDGING) {
            return;
        }
        Dismissal dismissal = outcome.dismissal();
        if (dismissal != null) {
            dismiss(dismissal);
        } else if (outcome.user().account() != account) {
            // It comes again and is put where it belongs now.
            close(CloseReason.CLIENT_CLOSED);
        } else {
            follow(outcome.user());
        }
    }

    /** The client, which wants to come in, was judged; {@code null} to refuse it. */
    void onJudged(@Nullable User judged) {
        if (state == State.CLOSED) {
            return;
        }
        boolean waited = state == State.JUDGING;
        if (waited) {
            decoder.resume();
        }
        letIn(judged);
        if (waited) {
            resumeReading();
        }
    }

    private void letIn(@Nullable User judged) {
        ConnectOptions offered = options;
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
        publisher.enter(account);
        subscriber.enter(account);
        if (!account.admit()) {
            refuse(
                    ProtocolError.MAXIMUM_ACCOUNT_CONNECTIONS_EXCEEDED,
                    CloseReason.MAXIMUM_ACCOUNT_CONNECTIONS_EXCEEDED);
            return false;
        }
        follow(newcomer);
        return true;
    }

    private void takeRights(User known) {
        user = known;
        admission.begin(known, loop.clock().instant(), loop.nanoTime());
        rights = new ClientRights(known, settings);
        publisher.rights(known, rights);
        subscriber.rights(rights);
        sink.rememberReplies(rights.allowsResponses());
        decoder.limit(settings.maxControlLineBytes(), rights.maxPayloadBytes());
    }

    private void dismiss(Dismissal dismissal) {
        switch (dismissal) {
            case USER_EXPIRED -> refuse(ProtocolError.USER_AUTHENTICATION_EXPIRED, CloseReason.AUTHENTICATION_EXPIRED);
            case USER_REVOKED -> refuse(ProtocolError.USER_AUTHENTICATION_REVOKED, CloseReason.CREDENTIALS_REVOKED);
            case ACCOUNT_EXPIRED ->
                refuse(ProtocolError.ACCOUNT_AUTHENTICATION_EXPIRED, CloseReason.AUTHENTICATION_EXPIRED);
            case ACCOUNT_FULL ->
                refuse(
                        ProtocolError.MAXIMUM_ACCOUNT_CONNECTIONS_EXCEEDED,
                        CloseReason.MAXIMUM_ACCOUNT_CONNECTIONS_EXCEEDED);
            case UNTRUSTED -> refuse(ProtocolError.AUTHORIZATION_VIOLATION, CloseReason.AUTHENTICATION_FAILURE);
        }
    }

    /**
     * The client, which stays in its account, has other rights from now on. Subscriptions that it may no longer have end, and
     * it is told.
     */
    void follow(User changed) {
        takeRights(changed);
        for (String ended : subscriber.judgeAnew()) {
            LOG.log(Level.INFO, description() + " - Removed sub " + ended + " - not authorized");
        }
    }

    private void leave() {
        if (user != null) {
            user = null;
            account.dismiss();
        }
    }

    private void toOpen(ConnectOptions offered, boolean headers) {
        state = State.OPEN;
        replies.verbose(offered.verbose());
        publisher.options(offered);
        sink.agreeOnHeaders(headers);
        decoder.agreeOnHeaders(headers);
        decoder.expectConnectFirst(false);
        pings.begin(loop.nanoTime(), arrival.entrance().pingIntervalNanos(settings));
        replies.acknowledge();
        opened = true;
        registry.listener().onOpened(snapshot(), account);
    }

    // Operations

    @Override
    public void onPublish(Publication message) {
        publisher.publish(message);
    }

    /** A message is about to be staged for this client, which may answer it. Called on any loop. */
    void expectResponse(Publication message) {
        rights.expectResponse(message, loop.nanoTime());
    }

    @Override
    public void onSubscribe(byte[] subject, byte @Nullable [] queue, byte[] sid) {
        if (trace != null) {
            trace.in("SUB", subject, queue, sid);
        }
        subscriber.subscribe(subject, queue, sid);
    }

    @Override
    public void onUnsubscribe(byte[] sid, long max) {
        if (trace != null) {
            trace.in("UNSUB", sid, max > 0 ? max : null);
        }
        subscriber.unsubscribe(sid, max);
    }

    /** A subscription has had all it asked for. Called on any loop. */
    void onUsedUp(ClientSubscription subscription, boolean onOwnLoop) {
        subscriber.onUsedUp(subscription, onOwnLoop);
    }

    @Override
    public void onPing() {
        if (trace != null) {
            trace.in("PING");
        }
        replies.pong();
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
            case PING -> replies.ping();
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

    private void refuse(ProtocolError error, CloseReason reason) {
        replies.refuse(error);
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
        publisher.end();
        account.countEnded(traffic().plus(new AccountTraffic(0, 0, 0, 0, reason.isSlowConsumer() ? 1 : 0)));
        leave();
        // Only now, so that a client that sees the end can come again where there are only so many places.
        sink.close(reason);
        subscriber.unsubscribeAll();
        if (opened) {
            registry.listener().onClosed(last, left);
        }
        if (reason == CloseReason.AUTHENTICATION_FAILURE) {
            registry.listener().onRefused(last);
        }
    }

    // For showing

    /** Whether it was let in and is still there. */
    boolean isOpen() {
        return state == State.OPEN;
    }

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
        return new AccountTraffic(publisher.messages(), publisher.bytes(), sink.messages(), sink.messageBytes(), 0);
    }

    public ConnectionSnapshot snapshot() {
        return snapshot(null);
    }

    /** The subscriptions at this moment. To be called on the connection's loop, see {@link #loop}. */
    public List<ClientSubscription> subscriptions() {
        return subscriber.list();
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
                publisher.messages(),
                sink.messages(),
                publisher.bytes(),
                sink.messageBytes(),
                stalls,
                subscriber.size());
    }

    /** As log lines call the client. */
    String description() {
        String text = arrival.shown() + " - " + arrival.entrance().kind().idLabel() + ":" + clientId;
        return options.name() == null ? text : text + " - \"" + options.name() + "\"";
    }
}
