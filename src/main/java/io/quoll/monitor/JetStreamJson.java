package io.quoll.monitor;

import com.fasterxml.jackson.core.JsonGenerator;
import io.quoll.jetstream.api.AccountStreams;
import io.quoll.jetstream.api.JetStream;
import io.quoll.jetstream.stream.Durability;
import io.quoll.jetstream.stream.StorageType;
import io.quoll.jetstream.stream.Stream;
import io.quoll.jetstream.stream.StreamSettings;
import io.quoll.jetstream.wire.ApiLevel;
import io.quoll.storage.IndexProgress;
import io.quoll.storage.StoreState;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** What monitoring shows of all streams, in NATS's words. Reads what any thread may read. */
final class JetStreamJson {

    private static final long NANOS_A_SECOND = 1_000_000_000L;

    private final JetStream streams;

    JetStreamJson(JetStream streams) {
        this.streams = streams;
    }

    /** What the server may keep, and how. */
    void writeConfig(JsonGenerator json) throws IOException {
        StreamSettings settings = streams.settings();
        json.writeNumberField("max_memory", settings.maxMemoryBytes());
        json.writeNumberField("max_storage", settings.maxFileBytes());
        json.writeStringField("store_dir", settings.storeDirectory());
        json.writeNumberField("sync_interval", settings.syncIntervalNanos());
        if (settings.durability() == Durability.ALWAYS) {
            json.writeBooleanField("sync_always", true);
        }
        json.writeStringField("durability", settings.durability().word());
        if (!settings.domain().isEmpty()) {
            json.writeStringField("domain", settings.domain());
        }
        json.writeBooleanField("strict", settings.strict());
    }

    /** What it keeps, and what it was asked. */
    void writeStats(JsonGenerator json) throws IOException {
        json.writeNumberField("memory", streams.use().bytes(StorageType.MEMORY));
        json.writeNumberField("storage", streams.use().bytes(StorageType.FILE));
        json.writeNumberField("reserved_memory", streams.reserved(StorageType.MEMORY, null));
        json.writeNumberField("reserved_storage", streams.reserved(StorageType.FILE, null));
        json.writeNumberField("accounts", streams.accounts().size());
        json.writeNumberField("ha_assets", 0);
        long total = 0;
        long errors = 0;
        long inFlight = 0;
        for (AccountStreams account : streams.accounts()) {
            total += account.statistics().total();
            errors += account.statistics().errors();
            inFlight += account.statistics().inFlight();
        }
        json.writeObjectFieldStart("api");
        json.writeNumberField("level", ApiLevel.LEVEL);
        json.writeNumberField("total", total);
        json.writeNumberField("errors", errors);
        if (inFlight > 0) {
            json.writeNumberField("inflight", inFlight);
        }
        json.writeEndObject();
    }

    void writeLimits(JsonGenerator json) throws IOException {
        json.writeObjectFieldStart("limits");
        if (streams.settings().longestDuplicateWindowNanos() > 0) {
            json.writeNumberField(
                    "duplicate_window", streams.settings().longestDuplicateWindowNanos() / NANOS_A_SECOND);
        }
        json.writeEndObject();
    }

    /** Sums over all streams. */
    void writeTotals(JsonGenerator json) throws IOException {
        long streamCount = 0;
        long consumers = 0;
        long messages = 0;
        long bytes = 0;
        long gathered = 0;
        long toGather = 0;
        for (AccountStreams account : streams.accounts()) {
            for (Stream stream : account.streams()) {
                StoreState state = stream.messages().state();
                IndexProgress indexing = stream.messages().indexing();
                gathered += indexing.messages();
                toGather += indexing.total();
                streamCount++;
                consumers += stream.consumers().count();
                messages += state.messages();
                bytes += state.bytes();
            }
        }
        json.writeNumberField("streams", streamCount);
        json.writeNumberField("consumers", consumers);
        json.writeNumberField("messages", messages);
        json.writeNumberField("bytes", bytes);
        if (toGather > 0) {
            json.writeObjectFieldStart("indexing");
            json.writeNumberField("messages", gathered);
            json.writeNumberField("total", toGather);
            json.writeEndObject();
        }
    }

    /** Accounts, with their streams if that is wanted. */
    void writeAccounts(
            JsonGenerator json,
            List<AccountStreams> accounts,
            boolean withStreams,
            boolean withConsumers,
            boolean withConfigs)
            throws IOException {
        json.writeArrayFieldStart("account_details");
        for (AccountStreams account : accounts) {
            json.writeStartObject();
            json.writeStringField("name", account.account());
            json.writeStringField("id", account.account());
            json.writeNumberField("memory", account.use().bytes(StorageType.MEMORY));
            json.writeNumberField("storage", account.use().bytes(StorageType.FILE));
            json.writeNumberField("reserved_memory", account.reserved(StorageType.MEMORY, null));
            json.writeNumberField("reserved_storage", account.reserved(StorageType.FILE, null));
            json.writeNumberField("accounts", 0);
            json.writeNumberField("ha_assets", 0);
            json.writeObjectFieldStart("api");
            json.writeNumberField("level", ApiLevel.LEVEL);
            json.writeNumberField("total", account.statistics().total());
            json.writeNumberField("errors", account.statistics().errors());
            json.writeEndObject();
            if (withStreams) {
                json.writeArrayFieldStart("stream_detail");
                for (Stream stream : account.streams()) {
                    json.writeStartObject();
                    streams.description().writeDetail(json, stream, withConfigs);
                    if (withConsumers) {
                        writeConsumers(json, stream, withConfigs);
                    }
                    json.writeEndObject();
                }
                json.writeEndArray();
            }
            json.writeEndObject();
        }
        json.writeEndArray();
    }

    private static void writeConsumers(JsonGenerator json, Stream stream, boolean withConfigs) throws IOException {
        json.writeArrayFieldStart("consumer_detail");
        for (byte[] consumer : stream.consumers().describe(withConfigs)) {
            json.writeRawValue(new String(consumer, StandardCharsets.UTF_8));
        }
        json.writeEndArray();
    }
}
