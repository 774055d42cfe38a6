package io.quoll.system;

import io.quoll.connection.ClientConnection;
import io.quoll.connection.CloseReason;
import io.quoll.connection.ConnectionRegistry;
import io.quoll.message.Message;
import io.smallrye.mutiny.Uni;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Answers what operators ask servers: all of them by {@code $SYS.REQ.SERVER.PING.<what>}, this one by
 * {@code $SYS.REQ.SERVER.<id>.<what>}.
 */
final class ServerRequests {

    private static final String PREFIX = "$SYS.REQ.SERVER.";

    /** What monitoring shows by the same names. */
    private static final List<String> REPORTS =
            List.of("VARZ", "SUBSZ", "CONNZ", "ROUTEZ", "GATEWAYZ", "LEAFZ", "ACCOUNTZ", "ACCSTATZ", "JSZ", "HEALTHZ");

    /** What parameters are called over NATS where HTTP calls them otherwise. */
    private static final Map<String, List<String>> OTHER_NAMES = Map.of(
            "subs", List.of("subscriptions", "subs"),
            "acc", List.of("account", "acc"),
            "unused", List.of("include_unused", "unused"));

    private static final List<String> STATES = List.of("open", "closed", "any");

    private final SystemExchange exchange;
    private final ServerFacts server;
    private final Answers answers;
    private final ServerStatistics statistics;
    private final ConnectionRegistry connections;
    private final Reports reports;
    private final Supplier<Optional<String>> reload;

    /** @param reload reads the configuration again and tells why nothing has changed, empty if all went well */
    ServerRequests(
            SystemExchange exchange,
            ServerFacts server,
            Answers answers,
            ServerStatistics statistics,
            ConnectionRegistry connections,
            Reports reports,
            Supplier<Optional<String>> reload) {
        this.exchange = exchange;
        this.server = server;
        this.answers = answers;
        this.statistics = statistics;
        this.connections = connections;
        this.reports = reports;
        this.reload = reload;
    }

    void serve() {
        exchange.serve(PREFIX + "PING", this::answerStatistics);
        for (String target : List.of("PING", server.id())) {
            exchange.serve(PREFIX + target + ".STATSZ", this::answerStatistics);
            exchange.serve(PREFIX + target + ".IDZ", this::answerId);
            for (String report : REPORTS) {
                exchange.serve(PREFIX + target + "." + report, request -> answerReport(request, report));
            }
        }
        exchange.serve(PREFIX + server.id() + ".KICK", request -> answerFor(request, this::kick));
        exchange.serve(PREFIX + server.id() + ".LDM", request -> answerFor(request, this::leave));
        exchange.serve(PREFIX + server.id() + ".RELOAD", request -> answerFor(request, options -> reload()));
    }

    /** Without a reply subject the answer goes to everybody who listens for it. */
    private void answerStatistics(Message request) {
        String reply = request.reply();
        if (reply == null) {
            statistics.announce();
        } else {
            answers.answer(request, object -> exchange.publish(reply, object), options -> {
                exchange.publish(reply, statistics.message());
                return null;
            });
        }
    }

    private void answerId(Message request) {
        if (request.reply() != null) {
            exchange.publish(request.reply(), Json.object(json -> {
                json.writeStringField("name", server.name());
                json.writeStringField("host", server.host());
                json.writeStringField("id", server.id());
            }));
        }
    }

    private void answerReport(Message request, String report) {
        answerFor(request, options -> reports.report(report, parameters(options)));
    }

    private void answerFor(Message request, Answer answer) {
        String reply = request.reply();
        if (reply != null) {
            answers.answer(request, object -> exchange.publish(reply, object), answer::of);
        }
    }

    /** What answers one kind of request. */
    private interface Answer {
        @Nullable
        Uni<byte[]> of(RequestOptions options);
    }

    static UnaryOperator<String> parameters(RequestOptions options) {
        return name -> {
            if (name.equals("state")) {
                return state(options);
            }
            if (name.equals("subs") && options.flag("subscriptions_detail")) {
                return "detail";
            }
            return OTHER_NAMES.getOrDefault(name, List.of(name)).stream()
                    .map(options::text)
                    .filter(text -> !text.isEmpty())
                    .findFirst()
                    .orElse("");
        };
    }

    /** A number over NATS, a word over HTTP. */
    private static String state(RequestOptions options) {
        String state = options.text("state");
        boolean isNumber = state.length() == 1 && Character.isDigit(state.charAt(0));
        return isNumber && options.number("state") < STATES.size() ? STATES.get((int) options.number("state")) : state;
    }

    private Uni<byte[]> kick(RequestOptions options) {
        ClientConnection client = client(options, "no such client or leafnode id");
        client.loop().execute(() -> client.close(CloseReason.KICKED));
        return Uni.createFrom().item(Answers.DONE);
    }

    private Uni<byte[]> leave(RequestOptions options) {
        ClientConnection client = client(options, "no such client id");
        client.loop().execute(client::sendLameDuckInfo);
        return Uni.createFrom().item(Answers.DONE);
    }

    private ClientConnection client(RequestOptions options, String otherwise) {
        Optional<ClientConnection> client = connections.find(options.number("cid"));
        return client.orElseThrow(() -> new IllegalArgumentException(otherwise));
    }

    private Uni<byte[]> reload() {
        Optional<String> why = reload.get();
        return why.isEmpty()
                ? Uni.createFrom().item(Answers.DONE)
                : Uni.createFrom().failure(new IllegalStateException(why.get()));
    }
}
