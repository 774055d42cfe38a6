package io.quoll.config;

import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Reads {@code resolver}: the word {@code MEMORY}, or a block about a directory. */
final class ResolverBlock {

    /** How many accounts a cache holds where nothing is said. */
    private static final long CACHE_LIMIT = 1000;

    private static final List<String> KEYS =
            List.of("type", "dir", "limit", "allow_delete", "hard_delete", "interval", "ttl", "timeout");

    private ResolverBlock() {}

    static ResolverSettings read(String name, ConfigValue value) {
        return value instanceof ConfigValue.Text text && !text.text().strip().startsWith("{")
                ? ofWord(name, text)
                : ofBlock(name, value);
    }

    private static ResolverSettings ofWord(String name, ConfigValue.Text text) {
        String word = text.text().strip().toUpperCase(Locale.ROOT);
        if (word.equals("MEM") || word.equals("MEMORY")) {
            return new ResolverSettings(ResolverSettings.Kind.MEMORY, Optional.empty(), Long.MAX_VALUE, false, false);
        }
        if (word.startsWith("URL")) {
            throw ForeignKey.refusal(name + ": URL(…)", text.origin());
        }
        throw new ConfigException(text.origin(), name + " must be MEMORY or a block with type and dir");
    }

    private static ResolverSettings ofBlock(String name, ConfigValue value) {
        if (!(value instanceof ConfigValue.Block block)) {
            throw new ConfigException(value.origin(), name + " must be MEMORY or a block with type and dir");
        }
        String type = "";
        Optional<Path> directory = Optional.empty();
        long limit = 0;
        boolean allowDelete = false;
        boolean hardDelete = false;
        for (ConfigEntry entry : block.entries().values()) {
            String path = name + "." + ForeignKey.lower(entry.key());
            switch (ForeignKey.lower(entry.key())) {
                case "type" -> type = ValueType.textOf(path, entry.value()).toUpperCase(Locale.ROOT);
                case "dir" -> directory = Optional.of((Path) ValueType.PATH.read(path, entry.value()));
                case "limit" -> limit = (Integer) ValueType.LIMIT.read(path, entry.value());
                case "allow_delete" -> allowDelete = (Boolean) ValueType.BOOLEAN.read(path, entry.value());
                case "hard_delete" -> hardDelete = (Boolean) ValueType.BOOLEAN.read(path, entry.value());
                // About asking other servers, of which there are none.
                case "interval", "ttl", "timeout" -> ValueType.DURATION.read(path, entry.value());
                default -> ForeignKey.refuseUnlessReferenced(path, entry, KEYS);
            }
        }
        return checked(
                name, block, new ResolverSettings(kind(name, block, type), directory, limit, allowDelete, hardDelete));
    }

    private static ResolverSettings.Kind kind(String name, ConfigValue.Block block, String type) {
        return switch (type) {
            case "MEM", "MEMORY" -> ResolverSettings.Kind.MEMORY;
            case "FULL" -> ResolverSettings.Kind.FULL;
            case "CACHE" -> ResolverSettings.Kind.CACHE;
            default -> throw new ConfigException(block.origin(), name + ".type must be full, cache or memory");
        };
    }

    private static ResolverSettings checked(String name, ConfigValue.Block block, ResolverSettings read) {
        if (read.kind() == ResolverSettings.Kind.MEMORY) {
            return read;
        }
        if (read.directory().isEmpty()) {
            throw new ConfigException(block.origin(), "dir has no value and needs to point to a directory");
        }
        if (read.kind() == ResolverSettings.Kind.CACHE && (read.allowDelete() || read.hardDelete())) {
            throw new ConfigException(block.origin(), "CACHE does not accept allow_delete or hard_delete");
        }
        if (read.hardDelete() && !read.allowDelete()) {
            throw new ConfigException(block.origin(), name + ".hard_delete has no effect without allow_delete");
        }
        long unlimited = read.kind() == ResolverSettings.Kind.CACHE ? CACHE_LIMIT : Long.MAX_VALUE;
        return new ResolverSettings(
                read.kind(),
                read.directory(),
                read.limit() <= 0 ? unlimited : read.limit(),
                read.allowDelete(),
                read.hardDelete());
    }
}
