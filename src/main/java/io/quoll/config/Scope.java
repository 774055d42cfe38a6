package io.quoll.config;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A block while it is being read: what is defined in it so far, and the block around it. */
final class Scope {

    private final Position position;
    private final @Nullable Scope outer;
    private final Map<String, ConfigEntry> entries = new LinkedHashMap<>();

    Scope(Position position, @Nullable Scope outer) {
        this.position = position;
        this.outer = outer;
    }

    /** A key defined again replaces the one before and takes its place at the end. */
    void define(ConfigEntry entry) {
        entries.remove(entry.key());
        entries.put(entry.key(), entry);
    }

    /** The value of the nearest definition, seen from here outwards, which counts as referenced from now on. */
    @Nullable
    ConfigValue refer(String key) {
        for (Scope scope = this; scope != null; scope = scope.outer) {
            ConfigEntry entry = scope.entries.computeIfPresent(key, (k, found) -> found.asReferenced());
            if (entry != null) {
                return entry.value();
            }
        }
        return null;
    }

    ConfigValue.Block toBlock() {
        return new ConfigValue.Block(entries, position);
    }
}
