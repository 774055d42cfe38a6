package io.quoll.server;

import io.quoll.config.PropertySource;
import io.quoll.config.Settings;
import io.smallrye.config.ConfigSourceContext;
import io.smallrye.config.ConfigSourceFactory;
import io.smallrye.config.ConfigValue;
import io.smallrye.config.PropertiesConfigSource;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.eclipse.microprofile.config.spi.ConfigSource;
import org.jspecify.annotations.Nullable;

/**
 * Tells Quarkus what the broker's settings mean for it: the HTTP port, where and how much to log. Also where the settings
 * themselves are made, from the flags and from whatever {@code quoll.*} Quarkus' own configuration holds.
 */
public final class SettingsConfigSource implements ConfigSourceFactory {

    /** Above application.properties, below environment and system properties, which may still say otherwise. */
    private static final int ORDINAL = 275;

    @Override
    public Iterable<ConfigSource> getConfigSources(ConfigSourceContext context) {
        Settings settings = Launch.makeSettings(properties(context));
        return List.of(new PropertiesConfigSource(meaning(settings), "quoll settings", ORDINAL));
    }

    static PropertySource properties(ConfigSourceContext context) {
        Set<String> names = new HashSet<>();
        for (Iterator<String> all = context.iterateNames(); all.hasNext(); ) {
            String name = all.next();
            if (name.startsWith("quoll.") || name.startsWith("QUOLL_")) {
                names.add(name);
            }
        }
        return new PropertySource() {
            @Override
            public @Nullable String value(String name) {
                ConfigValue value = context.getValue(name);
                return value == null ? null : value.getValue();
            }

            @Override
            public Set<String> names() {
                return names;
            }
        };
    }

    private static Map<String, String> meaning(Settings settings) {
        Map<String, String> properties = new HashMap<>();
        int httpPort = settings.httpPort();
        properties.put("quarkus.http.host-enabled", String.valueOf(httpPort != 0));
        properties.put("quarkus.http.port", String.valueOf(Math.max(0, httpPort)));
        properties.put("quarkus.http.host", settings.httpHost());
        settings.logFile().ifPresent(file -> {
            properties.put("quarkus.log.console.enabled", "false");
            properties.put("quarkus.log.file.enabled", "true");
            properties.put("quarkus.log.file.path", file.toString());
        });
        if (settings.debug()) {
            properties.put("quarkus.log.category.\"io.quoll\".level", "DEBUG");
        }
        return properties;
    }
}
