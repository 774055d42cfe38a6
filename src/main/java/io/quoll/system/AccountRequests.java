package io.quoll.system;

import io.quoll.account.Account;
import io.quoll.connection.ConnectionRegistry;
import io.quoll.message.Message;
import io.smallrye.mutiny.Uni;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Answers what is asked about accounts: operators ask about any by {@code $SYS.REQ.ACCOUNT.<account>.<what>}, users about
 * their own by {@code $SYS.REQ.ACCOUNT.PING.<what>}.
 */
final class AccountRequests {

    private static final String PREFIX = "$SYS.REQ.ACCOUNT.";
    private static final String EVERY = "PING";

    /** What monitoring shows of one account, and by what name. */
    private static final Map<String, String> REPORTS =
            Map.of("SUBSZ", "SUBSZ", "CONNZ", "CONNZ", "LEAFZ", "LEAFZ", "JSZ", "JSZ", "INFO", "ACCOUNTZ");

    private static final int ACCOUNT_TOKEN = 3;

    private final SystemExchange exchange;
    private final Answers answers;
    private final AccountStatistics statistics;
    private final ConnectionRegistry connections;
    private final Reports reports;

    AccountRequests(
            SystemExchange exchange,
            Answers answers,
            AccountStatistics statistics,
            ConnectionRegistry connections,
            Reports reports) {
        this.exchange = exchange;
        this.answers = answers;
        this.statistics = statistics;
        this.connections = connections;
        this.reports = reports;
    }

    void serve() {
        REPORTS.keySet().forEach(what -> exchange.serve(PREFIX + "*." + what, request -> answer(request, what)));
        exchange.serve(PREFIX + "*.STATZ", request -> answer(request, "STATZ"));
        exchange.serve(PREFIX + "*.CONNS", this::answerConnections);
    }

    private void answer(Message request, String what) {
        String reply = request.reply();
        if (reply != null) {
            answer(request, what, accountOf(request), object -> exchange.publish(reply, object));
        }
    }

    /**
     * Answers about one account.
     *
     * @param name the account, or {@link #EVERY}, which only statistics are shown of
     */
    void answer(Message request, String what, String name, Consumer<byte[]> reply) {
        answers.answer(request, reply, options -> {
            if (what.equals("STATZ")) {
                return statistics(options, name);
            }
            if (name.equals(EVERY)) {
                return null;
            }
            UnaryOperator<String> asked = ServerRequests.parameters(options);
            return reports.report(REPORTS.getOrDefault(what, what), parameter -> switch (parameter) {
                case "acc" -> name;
                case "subs" -> what.equals("SUBSZ") ? "1" : asked.apply(parameter);
                default -> asked.apply(parameter);
            });
        });
    }

    /** Of several accounts those that were named; of all only those with connections, unless others are asked for too. */
    private @Nullable Uni<byte[]> statistics(RequestOptions options, String name) {
        boolean unused = options.flag("include_unused");
        List<String> named = name.equals(EVERY) ? options.texts("accounts") : List.of(name);
        List<Account> shown = connections.accounts().all().stream()
                .filter(account -> named.isEmpty() || named.contains(account.name()))
                .filter(account -> unused || account.connections() > 0)
                .toList();
        return shown.isEmpty() && !unused
                ? null
                : Uni.createFrom().item(Json.object(json -> {
                    json.writeStringField("server_id", connections.serverInfo().serverId());
                    json.writeArrayFieldStart("account_statz");
                    for (Account account : shown) {
                        json.writeStartObject();
                        statistics.writeFields(json, account);
                        json.writeEndObject();
                    }
                    json.writeEndArray();
                }));
    }

    private void answerConnections(Message request) {
        Account account = connections.accounts().find(accountOf(request));
        String reply = request.reply();
        if (account != null && reply != null) {
            exchange.publish(reply, statistics.event(account));
        }
    }

    private static String accountOf(Message request) {
        return request.subject().split("\\.", -1)[ACCOUNT_TOKEN];
    }
}
