package io.quoll.config;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/** Settings that hold several values: lists and blocks in the file, separated by commas in a property. */
final class Listing {

    private static final Pattern COMMA = Pattern.compile(",");

    private Listing() {}

    static List<String> texts(String name, ConfigValue value) {
        List<String> texts = new ArrayList<>();
        if (value instanceof ConfigValue.Items list) {
            for (ConfigValue item : list.items()) {
                texts.add(ValueType.textOf("an item of " + name, item));
            }
        } else {
            texts.addAll(split(ValueType.textOf(name, value)));
        }
        return List.copyOf(texts);
    }

    static Map<String, String> pairs(String name, ConfigValue value) {
        Map<String, String> pairs = new LinkedHashMap<>();
        if (value instanceof ConfigValue.Block block) {
            block.entries().forEach((key, entry) -> pairs.put(key, ValueType.textOf(name + "." + key, entry.value())));
        } else {
            for (String part : split(ValueType.textOf(name, value))) {
                int equals = part.indexOf('=');
                if (equals <= 0) {
                    throw new ConfigException(value.origin(), name + " needs key=value pairs, not '" + part + "'");
                }
                pairs.put(
                        part.substring(0, equals).strip(),
                        part.substring(equals + 1).strip());
            }
        }
        return Map.copyOf(pairs);
    }

    /** A list in the file; in a property, names and passwords with a colon between. */
    static List<UserCredentials> users(String name, ConfigValue value) {
        if (value instanceof ConfigValue.Items) {
            return UserReader.readAll(name, value);
        }
        List<UserCredentials> users = new ArrayList<>();
        for (String part : split(ValueType.textOf(name, value))) {
            int colon = part.indexOf(':');
            if (colon <= 0 || colon == part.length() - 1) {
                throw new ConfigException(
                        value.origin(), name + " needs user:password pairs; one of them is not such a pair");
            }
            users.add(new UserCredentials(part.substring(0, colon), part.substring(colon + 1)));
        }
        return List.copyOf(users);
    }

    private static List<String> split(String text) {
        return COMMA.splitAsStream(text)
                .map(String::strip)
                .filter(part -> !part.isEmpty())
                .toList();
    }
}
