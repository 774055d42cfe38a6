package io.quoll.config;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A value as it was written. Numbers, booleans and durations stay text until the setting that asks for them says what
 * they are: the format itself cannot tell {@code 2m}, two minutes, from {@code 2m}, two million.
 */
sealed interface ConfigValue {

    Origin origin();

    /** A single value, quotes and escapes already taken off. */
    record Text(String text, Origin origin) implements ConfigValue {}

    /** A list {@code [a, b]}. */
    record Items(List<ConfigValue> items, Origin origin) implements ConfigValue {
        public Items {
            items = List.copyOf(items);
        }
    }

    /** A block {@code {key: value}} or a whole file, its keys in the order of their last definition. */
    record Block(Map<String, ConfigEntry> entries, Origin origin) implements ConfigValue {
        public Block {
            entries = Collections.unmodifiableMap(new LinkedHashMap<>(entries));
        }
    }
}
