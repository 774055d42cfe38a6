package io.quoll.config;

import java.util.ArrayList;
import java.util.List;

/** Reads mappings of subjects: where to, or a list of destinations with their weights. */
final class MappingReader {

    private static final int ALL = 100;

    private String subject = "";
    private int weight = -1;
    private String cluster = "";

    private MappingReader() {}

    static List<MappingEntry> readAll(String name, ConfigValue value) {
        List<MappingEntry> mappings = new ArrayList<>();
        for (ConfigEntry entry : BlockReader.block(name, value).entries().values()) {
            if (!entry.referenced()) {
                mappings.add(new MappingEntry(entry.key(), destinations(name + "." + entry.key(), entry.value())));
            }
        }
        return List.copyOf(mappings);
    }

    private static List<MappingEntry.Destination> destinations(String name, ConfigValue value) {
        if (value instanceof ConfigValue.Text text) {
            return List.of(new MappingEntry.Destination(text.text(), ALL, ""));
        }
        if (value instanceof ConfigValue.Block block) {
            return List.of(destination(name, block));
        }
        return BlockReader.blocks(name, value).stream()
                .map(block -> destination(name, block))
                .toList();
    }

    private static MappingEntry.Destination destination(String name, ConfigValue.Block block) {
        MappingReader reader = new MappingReader();
        BlockReader.each(block, entry -> reader.take(name, entry));
        if (reader.subject.isEmpty()) {
            throw new ConfigException(block.origin(), "a destination of " + name + " has no destination");
        }
        if (reader.weight < 0) {
            throw new ConfigException(
                    block.origin(), "the destination '" + reader.subject + "' of " + name + " has no weight");
        }
        return new MappingEntry.Destination(reader.subject, reader.weight, reader.cluster);
    }

    private void take(String name, ConfigEntry entry) {
        String path = name + "." + entry.key();
        switch (ForeignKey.lower(entry.key())) {
            case "dest", "destination" -> subject = ValueType.textOf(path, entry.value());
            case "weight" -> weight = percent(ValueType.textOf(path, entry.value()));
            case "cluster" -> cluster = ValueType.textOf(path, entry.value());
            default -> ForeignKey.refuseUnlessReferenced(path, entry, List.of("destination", "weight", "cluster"));
        }
    }

    private static int percent(String text) {
        String digits = text.strip();
        if (digits.endsWith("%")) {
            digits = digits.substring(0, digits.length() - 1).strip();
        }
        int percent = digits.matches("\\d{1,3}") ? Integer.parseInt(digits) : ALL + 1;
        if (percent > ALL) {
            throw new IllegalArgumentException("'" + text + "' is not between 0 and 100");
        }
        return percent;
    }
}
