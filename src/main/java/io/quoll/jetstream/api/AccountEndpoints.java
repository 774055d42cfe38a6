package io.quoll.jetstream.api;

import io.quoll.jetstream.stream.StorageType;
import io.quoll.jetstream.wire.ApiLevel;
import io.quoll.jetstream.wire.JsonOutput;

/** What an account keeps, and what it may. */
final class AccountEndpoints {

    private final JetStream server;

    AccountEndpoints(JetStream server) {
        this.server = server;
    }

    void addTo(EndpointTable table) {
        table.add("INFO", "account_info", request -> request.answer(out -> write(out, request.account())));
    }

    private void write(JsonOutput out, AccountStreams account) {
        JetStreamLimits limits = account.limits();
        out.number("memory", account.use().bytes(StorageType.MEMORY))
                .number("storage", account.use().bytes(StorageType.FILE))
                .number("reserved_memory", account.reserved(StorageType.MEMORY, null))
                .number("reserved_storage", account.reserved(StorageType.FILE, null))
                .number("streams", account.streams().size())
                .number("consumers", account.consumerCount())
                .object("limits", o -> o.number("max_memory", limits.maxMemory())
                        .number("max_storage", limits.maxStorage())
                        .number("max_streams", limits.maxStreams())
                        .number("max_consumers", limits.maxConsumers())
                        .number("max_ack_pending", limits.maxAckPending())
                        .number("memory_max_stream_bytes", limits.memoryMaxStreamBytes())
                        .number("storage_max_stream_bytes", limits.storageMaxStreamBytes())
                        .flag("max_bytes_required", limits.maxBytesRequired()))
                .textIfAny("domain", server.settings().domain())
                .object("api", o -> o.number("level", ApiLevel.LEVEL)
                        .number("total", account.statistics().total())
                        .number("errors", account.statistics().errors())
                        .numberIfAny("inflight", account.statistics().inFlight()));
    }
}
