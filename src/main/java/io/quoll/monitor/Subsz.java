package io.quoll.monitor;

import io.quoll.account.Account;
import io.quoll.account.AccountDirectory;
import io.quoll.router.RouterStatistics;
import io.quoll.router.Subscription;
import io.quoll.subject.SubjectSyntax;
import io.smallrye.common.annotation.Blocking;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/** {@code /subsz}, also known as {@code /subscriptionsz}: how subscribing and matching go, and the subscriptions. */
@Path("/")
public final class Subsz {

    private final BrokerView broker;

    @Inject
    Subsz(BrokerView broker) {
        this.broker = broker;
    }

    /** The part of the subscriptions that is on the page, and how many there are. */
    private record Listed(long total, List<OfAccount> page) {}

    private record OfAccount(Subscription subscription, String account) {}

    @GET
    @Path("subsz")
    @Blocking
    public Uni<Response> subsz(@Context UriInfo uri) {
        Query query = new Query(uri);
        boolean list = query.flag("subs");
        Page page = Page.of(query);
        String account = query.text("acc");
        byte[] test = query.text("test").getBytes(StandardCharsets.UTF_8);
        if (test.length > 0 && !SubjectSyntax.isValidLiteral(test)) {
            throw Query.bad("invalid test subject, must be valid publish subject: " + query.text("test"));
        }
        Collection<Account> accounts = accounts(account);
        Listed listed = list ? list(accounts, page, test) : new Listed(0, List.of());
        return Fanout.of(broker.connections().loops(), accounts)
                .emitOn(Infrastructure.getDefaultExecutor())
                .map(fanout -> answer(page, statistics(accounts), fanout, listed));
    }

    @GET
    @Path("subscriptionsz")
    @Blocking
    public Uni<Response> subscriptionsz(@Context UriInfo uri) {
        return subsz(uri);
    }

    /** All of them, or the one of that name. */
    private Collection<Account> accounts(String name) {
        AccountDirectory directory = broker.connections().accounts();
        if (name.isEmpty()) {
            return directory.all();
        }
        Account account = directory.find(name);
        return account == null ? List.of() : List.of(account);
    }

    private static RouterStatistics statistics(Collection<Account> accounts) {
        return accounts.stream()
                .map(account -> account.router().statistics())
                .reduce(RouterStatistics.NONE, RouterStatistics::plus);
    }

    /** Only picks while a router waits; nothing is written before it goes on. */
    private static Listed list(Collection<Account> accounts, Page page, byte[] test) {
        List<OfAccount> picked = new ArrayList<>();
        long[] place = {0};
        for (Account account : accounts) {
            account.router().forEach(subscription -> {
                if (test.length == 0 || SubjectSyntax.matches(subscription.pattern(), test)) {
                    if (page.holds(place[0]++)) {
                        picked.add(new OfAccount(subscription, account.name()));
                    }
                }
            });
        }
        return new Listed(place[0], picked);
    }

    private Response answer(Page page, RouterStatistics statistics, Fanout fanout, Listed listed) {
        return JsonText.indented(json -> {
            json.writeStringField("server_id", broker.connections().serverInfo().serverId());
            JsonText.time(json, "now", Instant.now());
            SubscriptionJson.writeStatistics(json, statistics, fanout);
            json.writeNumberField("total", listed.total());
            json.writeNumberField("offset", page.offset());
            json.writeNumberField("limit", page.limit());
            if (!listed.page().isEmpty()) {
                json.writeArrayFieldStart("subscriptions_list");
                for (OfAccount shown : listed.page()) {
                    SubscriptionJson.write(json, shown.subscription(), shown.account());
                }
                json.writeEndArray();
            }
        });
    }
}
