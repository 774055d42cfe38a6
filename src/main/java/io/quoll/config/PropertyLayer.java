package io.quoll.config;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Takes the settings out of the properties {@code quoll.*} and judges every name among them. */
final class PropertyLayer {

    private static final Map<String, Setting> BY_PLAIN_NAME = Arrays.stream(Setting.values())
            .collect(Collectors.toUnmodifiableMap(setting -> plain(setting.property()), Function.identity()));
    private static final List<String> PROPERTIES =
            Arrays.stream(Setting.values()).map(Setting::property).toList();

    /** Kubernetes sets these for a service called quoll, in the environment of every pod beside it. */
    private static final Pattern SERVICE_LINK = Pattern.compile("quoll_(service_(host|port(_.*)?)|port_\\d+_.*)");

    private static final Pattern SERVICE_ADDRESS = Pattern.compile("(tcp|udp|sctp)://.*");

    private PropertyLayer() {}

    static Layer read(PropertySource properties) {
        Map<Setting, String> listed = new TreeMap<>();
        for (String name : new TreeSet<>(properties.names())) {
            Setting setting = BY_PLAIN_NAME.get(plain(name));
            if (setting == null && SERVICE_LINK.matcher(plain(name)).matches()) {
                continue;
            }
            if (setting == null) {
                throw new ConfigException(
                        new Origin.Property(name), "unknown property" + Suggestion.asQuestion(name, PROPERTIES));
            }
            listed.put(setting, name);
        }
        Layer layer = new Layer();
        // In the order of the catalogue, so that a host or a port of its own wins over both in one value.
        for (Setting setting : Setting.values()) {
            String name = setting.property();
            @Nullable String text = properties.value(name);
            if (text == null && listed.containsKey(setting)) {
                name = listed.getOrDefault(setting, name);
                text = properties.value(name);
            }
            boolean serviceLink = setting == Setting.PORT
                    && text != null
                    && SERVICE_ADDRESS.matcher(text).matches();
            if (text != null && !text.isBlank() && !serviceLink) {
                layer.put(setting, new ConfigValue.Text(text, new Origin.Property(name)));
            }
        }
        return layer;
    }

    private static String plain(String name) {
        return name.replace('.', '_').replace('-', '_').toLowerCase(Locale.ROOT);
    }
}
