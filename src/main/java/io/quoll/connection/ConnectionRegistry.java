package io.quoll.connection;

import io.quoll.account.Account;
import io.quoll.account.AccountDirectory;
import io.quoll.account.AccountTraffic;
import io.quoll.account.Authenticator;
import io.quoll.account.Dismissal;
import io.quoll.account.LiveUsers;
import io.quoll.account.Rejudgement;
import io.quoll.account.User;
import io.quoll.account.nkey.Nonces;
import io.quoll.protocol.ServerInfo;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * All clients of the server, open and lately ended, and what they have in common. Used by all loops at once.
 *
 * <p>Bounded by {@link ConnectionSettings#maxConnections} and {@link ConnectionSettings#maxClosedClients}.
 */
public final class ConnectionRegistry implements LiveUsers {

    private final ConnectionSettings settings;
    private volatile Authenticator authenticator;
    private final AccountDirectory accounts;
    private final Executor worker;
    private final ConcurrentHashMap<Long, ClientConnection> open = new ConcurrentHashMap<>();
    private final Deque<ConnectionSnapshot> closed = new ArrayDeque<>();
    private final AtomicLong lastClientId = new AtomicLong();
    private final Nonces nonces = new Nonces();
    private final Entrance entrance;
    private volatile boolean lameDuck;
    private volatile boolean admitsNobody;
    private volatile ConnectionListener listener = ConnectionListener.NONE;
    private volatile ClientRequests requests = ClientRequests.NONE;
    private volatile List<ConnectionLoop> loops = List.of();

    /**
     * @param worker runs what takes too long for a loop
     */
    public ConnectionRegistry(
            ConnectionSettings settings,
            Authenticator authenticator,
            AccountDirectory accounts,
            ServerInfo serverInfo,
            Executor worker) {
        this.settings = settings;
        this.authenticator = authenticator;
        this.accounts = accounts;
        this.entrance = new Entrance(Entrance.Kind.NATS, serverInfo);
        this.worker = worker;
    }

    public ConnectionSettings settings() {
        return settings;
    }

    public Authenticator authenticator() {
        return authenticator;
    }

    /** Who judges clients from now on. */
    public void authenticator(Authenticator next) {
        this.authenticator = next;
    }

    /**
     * Lets every client follow settings that have changed, and those go that are too many by now.
     *
     * @param judged whether each is to prove anew who it is
     */
    public void onSettingsChanged(boolean judged) {
        int excess = settings.maxConnections() > 0 ? open.size() - settings.maxConnections() : 0;
        for (ClientConnection connection : open.values()) {
            boolean tooMany = excess-- > 0;
            connection.loop().execute(() -> connection.onSettingsChanged(judged, tooMany));
        }
    }

    public AccountDirectory accounts() {
        return accounts;
    }

    Executor worker() {
        return worker;
    }

    public ServerInfo serverInfo() {
        return entrance.serverInfo();
    }

    /** Where clients come in that speak the protocol without anything around it. */
    public Entrance entrance() {
        return entrance;
    }

    /** What INFO says from now on; known only once the listener has its port. */
    public void serverInfo(ServerInfo info) {
        entrance.serverInfo(info);
    }

    public boolean isLameDuck() {
        return lameDuck;
    }

    /** Tells every client that the server is about to leave. */
    public void enterLameDuckMode() {
        lameDuck = true;
        open.values().forEach(c -> c.loop().execute(c::sendInfo));
    }

    /** The server ends: clients that were accepted in the last moment are let go again. To be said before all others go. */
    public void admitNobody() {
        admitsNobody = true;
    }

    boolean admitsNobody() {
        return admitsNobody;
    }

    /** Who is told of clients from now on. */
    public void listener(ConnectionListener told) {
        this.listener = told;
    }

    ConnectionListener listener() {
        return listener;
    }

    /** Who answers what clients ask of the server from now on. */
    public void requests(ClientRequests answering) {
        this.requests = answering;
    }

    public ClientRequests requests() {
        return requests;
    }

    @Nullable
    String nextNonce() {
        return authenticator.needsNonce() ? nonces.next() : null;
    }

    @Override
    public void judgeAnew(Account account, Function<User, Rejudgement> judge) {
        List<ClientConnection> members = open.values().stream()
                .filter(connection -> connection.account() == account)
                .sorted(Comparator.comparingLong(ClientConnection::clientId))
                .toList();
        int most = account.limits().maxConnections();
        for (int i = 0; i < members.size(); i++) {
            ClientConnection member = members.get(i);
            Function<User, Rejudgement> judgement =
                    most >= 0 && i >= most ? user -> judge.apply(user).orElse(Dismissal.ACCOUNT_FULL) : judge;
            member.loop().execute(() -> member.judgeAnew(account, judgement));
        }
    }

    /** The client of that number, if it is there. */
    public Optional<ClientConnection> find(long clientId) {
        return Optional.ofNullable(open.get(clientId));
    }

    /** The loops, each at the index it knows as its own. Set once, before the first client. */
    public void loops(List<ConnectionLoop> all) {
        this.loops = List.copyOf(all);
    }

    public List<ConnectionLoop> loops() {
        return loops;
    }

    ConnectionLoop loop(int index) {
        return loops.get(index);
    }

    long nextClientId() {
        return lastClientId.incrementAndGet();
    }

    /**
     * @return false if there are as many clients as may be
     */
    boolean register(ClientConnection connection) {
        open.put(connection.clientId(), connection);
        if (settings.maxConnections() > 0 && open.size() > settings.maxConnections()) {
            open.remove(connection.clientId());
            return false;
        }
        return true;
    }

    void unregister(ClientConnection connection, ConnectionSnapshot last) {
        open.remove(connection.clientId());
        synchronized (closed) {
            closed.addLast(last);
            while (closed.size() > Math.max(0, settings.maxClosedClients())) {
                closed.removeFirst();
            }
        }
    }

    public Collection<ClientConnection> connections() {
        return Collections.unmodifiableCollection(open.values());
    }

    /** What the clients of an account have done, those that have ended included. */
    public AccountTraffic trafficOf(Account account) {
        AccountTraffic sum = account.endedTraffic();
        for (ClientConnection connection : open.values()) {
            if (connection.account() == account) {
                sum = sum.plus(connection.traffic());
            }
        }
        return sum;
    }

    public int openCount() {
        return open.size();
    }

    /** How many clients have come since the start. */
    public long totalCount() {
        return lastClientId.get();
    }

    /** The clients that ended lately, the oldest first. */
    public List<ConnectionSnapshot> closed() {
        synchronized (closed) {
            return List.copyOf(closed);
        }
    }
}
