package io.quoll.config;

import io.quoll.config.AccountSettings.ExportEntry;
import io.quoll.config.AccountSettings.ImportEntry;
import io.quoll.config.AccountSettings.Limits;
import io.quoll.config.AccountSettings.Streams;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads the block of accounts: by name what each is made of, or a mere list of names. */
final class AccountReader {

    private static final String PATH = "accounts.";
    private static final List<String> KEYS =
            List.of("users", "exports", "imports", "limits", "default_permissions", "mappings", "nkey", "jetstream");
    private static final List<String> LIMITS =
            List.of("max_connections", "max_subscriptions", "max_payload", "max_leafnodes");

    private String nkey = "";
    private List<UserCredentials> users = List.of();
    private List<ExportEntry> exports = List.of();
    private List<ImportEntry> imports = List.of();
    private List<MappingEntry> mappings = List.of();
    private Limits limits = Limits.NONE;
    private @Nullable PermissionSettings defaultPermissions;
    private @Nullable Streams streams;

    private AccountReader() {}

    static List<AccountSettings> readAll(String name, ConfigValue value) {
        List<AccountSettings> accounts = new ArrayList<>();
        if (value instanceof ConfigValue.Items list) {
            for (ConfigValue item : list.items()) {
                accounts.add(new AccountReader().named(ValueType.textOf("an item of " + name, item), item.origin()));
            }
            return List.copyOf(accounts);
        }
        for (ConfigEntry entry : BlockReader.block(name, value).entries().values()) {
            if (!entry.referenced()) {
                AccountReader reader = new AccountReader();
                ConfigValue.Block block = BlockReader.block("the account '" + entry.key() + "'", entry.value());
                BlockReader.each(block, reader::take);
                accounts.add(reader.named(entry.key(), entry.position()));
            }
        }
        return List.copyOf(accounts);
    }

    private AccountSettings named(String name, Origin origin) {
        if (name.isEmpty() || name.equals("$G") || name.chars().anyMatch(Character::isWhitespace)) {
            throw new ConfigException(
                    origin,
                    name.equals("$G")
                            ? "'$G' is the account of those who are in no other; it cannot be defined"
                            : "the name of an account must not be empty or hold blanks");
        }
        return new AccountSettings(name, nkey, users, exports, imports, mappings, limits, defaultPermissions, streams);
    }

    private void take(ConfigEntry entry) {
        ConfigValue value = entry.value();
        switch (ForeignKey.lower(entry.key())) {
            case "nkey" -> nkey = ValueType.textOf("nkey", value);
            case "users" -> users = UserReader.readAll("users", value);
            case "exports" -> exports = ExchangeReader.exports(value);
            case "imports" -> imports = ExchangeReader.imports(value);
            case "mappings", "maps" -> mappings = MappingReader.readAll("mappings", value);
            case "limits" -> limits = new LimitsReader().read(value);
            case "default_permissions" -> defaultPermissions = PermissionReader.read("default_permissions", value);
            case "jetstream" -> streams = new StreamsReader().read(value);
            default -> ForeignKey.refuseUnlessReferenced(PATH + ForeignKey.lower(entry.key()), entry, KEYS);
        }
    }

    private static final class LimitsReader {
        private int connections = -1;
        private int subscriptions = -1;
        private int payload = -1;
        private int leafNodes = -1;

        Limits read(ConfigValue value) {
            BlockReader.each(BlockReader.block("limits", value), this::take);
            return new Limits(connections, subscriptions, payload, leafNodes);
        }

        private void take(ConfigEntry entry) {
            switch (ForeignKey.lower(entry.key())) {
                case "max_connections", "max_conn" -> connections = BlockReader.number(entry.key(), entry.value());
                case "max_subscriptions", "max_subs" -> subscriptions = BlockReader.number(entry.key(), entry.value());
                case "max_payload", "max_pay" -> payload = BlockReader.number(entry.key(), entry.value());
                case "max_leafnodes", "max_leafs" -> leafNodes = BlockReader.number(entry.key(), entry.value());
                default -> ForeignKey.refuseUnlessReferenced(PATH + "limits", entry, LIMITS);
            }
        }
    }

    /** Whether streams may be kept, or how much of them; the block alone allows them. */
    private static final class StreamsReader {
        private static final List<String> KEYS = List.of(
                "max_memory",
                "max_file",
                "max_streams",
                "max_consumers",
                "max_ack_pending",
                "max_bytes_required",
                "memory_max_stream_bytes",
                "store_max_stream_bytes");

        private long memory = -1;
        private long file = -1;
        private int streams = -1;
        private int consumers = -1;
        private int ackPending = -1;
        private boolean bytesRequired;
        private long memoryStreamBytes = -1;
        private long fileStreamBytes = -1;

        @Nullable
        Streams read(ConfigValue value) {
            if (!(value instanceof ConfigValue.Block block)) {
                return BlockReader.truth("jetstream", value) ? Streams.UNLIMITED : null;
            }
            BlockReader.each(block, this::take);
            return new Streams(
                    memory, file, streams, consumers, ackPending, bytesRequired, memoryStreamBytes, fileStreamBytes);
        }

        private void take(ConfigEntry entry) {
            String key = entry.key();
            ConfigValue value = entry.value();
            switch (ForeignKey.lower(key)) {
                case "max_memory", "max_mem", "mem", "memory" -> memory = size(key, value);
                case "max_store", "max_file", "max_disk", "store", "disk" -> file = size(key, value);
                case "max_streams", "streams" -> streams = BlockReader.number(key, value);
                case "max_consumers", "consumers" -> consumers = BlockReader.number(key, value);
                case "max_ack_pending" -> ackPending = BlockReader.number(key, value);
                case "max_bytes_required", "max_stream_bytes", "max_bytes" ->
                    bytesRequired = BlockReader.truth(key, value);
                case "mem_max_stream_bytes", "memory_max_stream_bytes" -> memoryStreamBytes = size(key, value);
                case "disk_max_stream_bytes", "store_max_stream_bytes" -> fileStreamBytes = size(key, value);
                default -> ForeignKey.refuseUnlessReferenced(PATH + "jetstream", entry, KEYS);
            }
        }

        /** Bytes; -1 for no limit. */
        private static long size(String key, ConfigValue value) {
            return ValueType.textOf(key, value).strip().equals("-1")
                    ? -1
                    : Quantity.parse(ValueType.textOf(key, value).strip());
        }
    }
}
