package io.quoll.config;

import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads blocks of permissions. That their subjects are subjects is judged where they are used. */
final class PermissionReader {

    private static final List<String> KEYS = List.of("publish", "subscribe", "allow_responses");
    private static final Pattern NEGATIVE = Pattern.compile("-.*");
    private static final Duration FOREVER = Duration.ofSeconds(-1);
    private static final PermissionSettings.Responses DEFAULT =
            new PermissionSettings.Responses(1, Duration.ofMinutes(2));

    private SubjectLists publish = SubjectLists.NONE;
    private SubjectLists subscribe = SubjectLists.NONE;
    private PermissionSettings.@Nullable Responses responses;

    private PermissionReader() {}

    static PermissionSettings read(String name, ConfigValue value) {
        PermissionReader reader = new PermissionReader();
        BlockReader.each(BlockReader.block(name, value), entry -> reader.take(name, entry));
        return new PermissionSettings(reader.publish, reader.subscribe, reader.responses);
    }

    private void take(String name, ConfigEntry entry) {
        String path = name + "." + entry.key();
        switch (ForeignKey.lower(entry.key())) {
            case "pub", "publish", "import" -> publish = lists(path, entry.value());
            case "sub", "subscribe", "export" -> subscribe = lists(path, entry.value());
            case "allow_responses", "publish_allow_responses" -> responses = responses(path, entry.value());
            default -> ForeignKey.refuseUnlessReferenced(path, entry, KEYS);
        }
    }

    /** A text or a list is what is allowed. */
    private static SubjectLists lists(String path, ConfigValue value) {
        if (!(value instanceof ConfigValue.Block block)) {
            return new SubjectLists(BlockReader.texts(path, value), List.of());
        }
        ListsReader reader = new ListsReader();
        BlockReader.each(block, entry -> reader.take(path, entry));
        return new SubjectLists(reader.allow, reader.deny);
    }

    private static final class ListsReader {
        private @Nullable List<String> allow;
        private List<String> deny = List.of();

        void take(String path, ConfigEntry entry) {
            switch (ForeignKey.lower(entry.key())) {
                case "allow" -> allow = BlockReader.texts(path + ".allow", entry.value());
                case "deny" -> deny = BlockReader.texts(path + ".deny", entry.value());
                default -> ForeignKey.refuseUnlessReferenced(path, entry, List.of("allow", "deny"));
            }
        }
    }

    private static PermissionSettings.@Nullable Responses responses(String path, ConfigValue value) {
        if (value instanceof ConfigValue.Block block) {
            ResponsesReader reader = new ResponsesReader();
            BlockReader.each(block, entry -> reader.take(path, entry));
            return new PermissionSettings.Responses(reader.max, reader.expires);
        }
        return BlockReader.truth(path, value) ? DEFAULT : null;
    }

    private static final class ResponsesReader {
        private int max = DEFAULT.max();
        private Duration expires = DEFAULT.expires();

        /** Nothing stands for the default and less than nothing for no limit. */
        void take(String path, ConfigEntry entry) {
            String key = path + "." + entry.key();
            switch (ForeignKey.lower(entry.key())) {
                case "max", "max_msgs", "max_messages", "max_responses" -> {
                    int given = BlockReader.number(key, entry.value());
                    max = given == 0 ? DEFAULT.max() : given;
                }
                case "expires", "expiration", "ttl" -> {
                    if (NEGATIVE.matcher(ValueType.textOf(key, entry.value())).matches()) {
                        expires = FOREVER;
                    } else {
                        Duration given = (Duration) ValueType.DURATION.read(key, entry.value());
                        expires = given.isZero() ? DEFAULT.expires() : given;
                    }
                }
                default -> ForeignKey.refuseUnlessReferenced(path, entry, List.of("max", "expires"));
            }
        }
    }
}
