package io.quoll.monitor;

import com.fasterxml.jackson.core.JsonGenerator;
import io.quoll.connection.ClientSubscription;
import io.quoll.router.RouterStatistics;
import io.quoll.router.Subscription;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** How subscriptions are shown, of a connection and of all. */
final class SubscriptionJson {

    private SubscriptionJson() {}

    /**
     * @param account where it is not clear from what stands around
     */
    static void write(JsonGenerator json, Subscription subscription, @Nullable String account) throws IOException {
        json.writeStartObject();
        if (account != null) {
            json.writeStringField("account", account);
            json.writeStringField("account_tag", account);
        }
        json.writeStringField("subject", subscription.patternText());
        String queue = subscription.queueText();
        if (queue != null) {
            json.writeStringField("qgroup", queue);
        }
        ClientSubscription client = subscription instanceof ClientSubscription ofClient ? ofClient : null;
        json.writeStringField("sid", client == null ? "" : client.sid().toString());
        json.writeNumberField("msgs", subscription.delivered());
        if (subscription.max() > 0) {
            json.writeNumberField("max", subscription.max());
        }
        json.writeNumberField("cid", client == null ? 0 : client.client().clientId());
        json.writeEndObject();
    }

    static void writeStatistics(JsonGenerator json, RouterStatistics statistics, Fanout fanout) throws IOException {
        json.writeNumberField("num_subscriptions", statistics.subscriptions());
        json.writeNumberField("num_cache", statistics.cachedRoutes());
        json.writeNumberField("num_inserts", statistics.inserts());
        json.writeNumberField("num_removes", statistics.removes());
        json.writeNumberField("num_matches", statistics.matches());
        json.writeNumberField("cache_hit_rate", statistics.cacheHitRate());
        json.writeNumberField("max_fanout", fanout.largest());
        json.writeNumberField("avg_fanout", fanout.average());
    }
}
