package io.quoll.config;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** Reads values that are blocks or lists of blocks; what they must be is said in the complaint when they are not. */
final class BlockReader {

    private BlockReader() {}

    static ConfigValue.Block block(String name, ConfigValue value) {
        if (value instanceof ConfigValue.Block block) {
            return block;
        }
        throw new ConfigException(value.origin(), name + " must be a block");
    }

    /** The items of a list, each of which must be a block. */
    static List<ConfigValue.Block> blocks(String name, ConfigValue value) {
        if (!(value instanceof ConfigValue.Items list)) {
            throw new ConfigException(value.origin(), name + " must be a list");
        }
        List<ConfigValue.Block> blocks = new ArrayList<>();
        for (ConfigValue item : list.items()) {
            blocks.add(block("an item of " + name, item));
        }
        return blocks;
    }

    /** A text or a list of texts. */
    static List<String> texts(String name, ConfigValue value) {
        return value instanceof ConfigValue.Items ? Listing.texts(name, value) : List.of(ValueType.textOf(name, value));
    }

    /** Hands each entry to its reader, which throws what it finds wrong; the place is added where that is not known. */
    static void each(ConfigValue.Block block, Consumer<ConfigEntry> reader) {
        for (ConfigEntry entry : block.entries().values()) {
            try {
                reader.accept(entry);
            } catch (IllegalArgumentException e) {
                throw new ConfigException(entry.value().origin(), entry.key() + ": " + e.getMessage());
            }
        }
    }

    /** A number; -1 stands for no limit. */
    static int number(String name, ConfigValue value) {
        return (int) ValueType.LIMIT.read(name, value);
    }

    static boolean truth(String name, ConfigValue value) {
        return (boolean) ValueType.BOOLEAN.read(name, value);
    }
}
