package io.quoll.system;

import io.quoll.account.operator.OperatorAccounts;
import io.quoll.connection.ClientRequests;
import io.quoll.connection.ConnectionListener;
import io.quoll.connection.ConnectionRegistry;
import io.quoll.router.MessageExchange;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The server's own part in the system account, put together. Begins with {@link #start} and ends with {@link #stop}. */
public final class SystemAccount {

    /** Ticks between two announcements of the server's statistics. */
    private static final int STATISTICS_TICKS = 10;
    /** Ticks between two announcements of each account's. */
    private static final int ACCOUNTS_TICKS = 30;

    private final SystemExchange exchange;
    private final ServerFacts server;
    private final ServerStatistics statistics;
    private final AccountStatistics accountStatistics;
    private final ConnectionEvents events;
    private final ServerRequests serverRequests;
    private final AccountRequests accountRequests;
    private final UserRequests userRequests;
    private final @Nullable ClaimsRequests claimsRequests;
    private int ticks;

    /**
     * @param exchange of the system account
     * @param reload reads the configuration again and tells why nothing has changed, empty if all went well
     * @param operators the accounts of operators; {@code null} where accounts are configured
     */
    public SystemAccount(
            ServerFacts server,
            Instant start,
            ConnectionRegistry connections,
            MessageExchange exchange,
            Reports reports,
            Supplier<Optional<String>> reload,
            @Nullable OperatorAccounts operators,
            Executor worker) {
        Answers answers = new Answers(server);
        this.server = server;
        this.exchange = new SystemExchange(connections.accounts().system(), exchange, worker);
        this.statistics = new ServerStatistics(this.exchange, server, connections, start);
        this.accountStatistics = new AccountStatistics(this.exchange, server, connections);
        this.events = new ConnectionEvents(this.exchange, server, accountStatistics);
        this.serverRequests =
                new ServerRequests(this.exchange, server, answers, statistics, connections, reports, reload);
        this.accountRequests = new AccountRequests(this.exchange, answers, accountStatistics, connections, reports);
        this.userRequests = new UserRequests(answers, accountRequests, this.exchange, server);
        this.claimsRequests = operators == null ? null : new ClaimsRequests(this.exchange, server, operators);
    }

    /** Hears requests from now on. */
    public void start() {
        serverRequests.serve();
        accountRequests.serve();
        if (claimsRequests != null) {
            claimsRequests.serve();
        }
    }

    public ConnectionListener events() {
        return events;
    }

    /** What clients may ask of the server in their own accounts. */
    public ClientRequests requests() {
        return userRequests;
    }

    /** To be called once a second, by one thread at a time. */
    public void tick() {
        ticks++;
        if (ticks % STATISTICS_TICKS == 0) {
            statistics.announce();
        }
        if (ticks % ACCOUNTS_TICKS == 0) {
            accountStatistics.announceAll();
        }
    }

    /** Clients are told to go elsewhere. */
    public void announceLameDuck() {
        announce("LAMEDUCK");
    }

    /** The server is about to end. */
    public void stop() {
        announce("SHUTDOWN");
        exchange.close();
    }

    private void announce(String what) {
        String subject = "$SYS.SERVER." + server.id() + "." + what;
        if (exchange.isHeard(subject)) {
            exchange.publish(subject, Json.object(server::write));
        }
    }
}
