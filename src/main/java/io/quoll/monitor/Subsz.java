package io.quoll.monitor;

import io.quoll.account.Account;
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
import java.util.List;

/** {@code /subsz}, also known as {@code /subscriptionsz}: how subscribing and matching go, and the subscriptions. */
@Path("/")
public final class Subsz {

    private static final RouterStatistics NOTHING = new RouterStatistics(0, 0, 0, 0, 0, 0);
    private static final Fanout NOWHERE = new Fanout(0, 0, 0);

    private final BrokerView broker;

    @Inject
    Subsz(BrokerView broker) {
        this.broker = broker;
    }

    /** The part of the subscriptions that is on the page, and how many there are. */
    private record Listed(long total, List<Subscription> page) {}

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
        if (!account.isEmpty() && !account.equals(Account.GLOBAL)) {
            return Uni.createFrom().item(answer(page, NOTHING, NOWHERE, new Listed(0, List.of())));
        }
        Listed listed = list ? list(page, test) : new Listed(0, List.of());
        return Fanout.of(broker.connections().loops(), broker.router())
                .emitOn(Infrastructure.getDefaultExecutor())
                .map(fanout -> answer(page, broker.router().statistics(), fanout, listed));
    }

    @GET
    @Path("subscriptionsz")
    @Blocking
    public Uni<Response> subscriptionsz(@Context UriInfo uri) {
        return subsz(uri);
    }

    /** Only picks while the router waits; nothing is written before it goes on. */
    private Listed list(Page page, byte[] test) {
        List<Subscription> picked = new ArrayList<>();
        long[] place = {0};
        broker.router().forEach(subscription -> {
            if (test.length == 0 || SubjectSyntax.matches(subscription.pattern(), test)) {
                if (page.holds(place[0]++)) {
                    picked.add(subscription);
                }
            }
        });
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
                for (Subscription subscription : listed.page()) {
                    SubscriptionJson.write(json, subscription, Account.GLOBAL);
                }
                json.writeEndArray();
            }
        });
    }
}
