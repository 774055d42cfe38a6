package io.quoll.config;

import java.util.stream.Collectors;

/** Writes a tree of values on one line, to be compared with what a test expects. */
final class Rendering {

    private Rendering() {}

    static String of(ConfigValue value) {
        if (value instanceof ConfigValue.Items list) {
            return list.items().stream().map(Rendering::of).collect(Collectors.joining(", ", "[", "]"));
        }
        if (value instanceof ConfigValue.Block block) {
            return block.entries().values().stream()
                    .map(entry -> entry.key() + "=" + of(entry.value()))
                    .collect(Collectors.joining(", ", "{", "}"));
        }
        return "<" + ((ConfigValue.Text) value).text() + ">";
    }
}
