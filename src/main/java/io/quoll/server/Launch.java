package io.quoll.server;

import io.quoll.config.CommandLine;
import io.quoll.config.GivenFlag;
import io.quoll.config.Notice;
import io.quoll.config.PropertySource;
import io.quoll.config.Setting;
import io.quoll.config.Settings;
import io.quoll.config.SettingsLoader;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * What the command line said, kept from the start of the program until Quarkus has made its configuration and the broker can
 * be put together.
 */
final class Launch {

    private static final long BEGAN_NANOS = System.nanoTime();

    private static volatile CommandLine.Run said = new CommandLine.Run(Map.of(), List.of());
    private static volatile Settings current = Settings.defaults();
    private static volatile PropertySource properties = PropertySource.none();

    private Launch() {}

    static void remember(CommandLine.Run run) {
        said = run;
    }

    static List<Notice> notices() {
        return said.notices();
    }

    /**
     * The settings as flags and properties, and the file that these name, make them.
     *
     * @throws io.quoll.config.ConfigException for whatever is wrong
     */
    static Settings makeSettings(PropertySource source) {
        properties = asTheyAre(source);
        current = settings(said.flags(), properties);
        return current;
    }

    /** As {@link #makeSettings}, from the file as it is now; flags and properties stay as they were at the start. */
    static Settings readAgain() {
        return settings(said.flags(), properties);
    }

    /** Later there may be nobody to answer. */
    private static PropertySource asTheyAre(PropertySource source) {
        Map<String, String> values = new HashMap<>();
        for (Setting setting : Setting.values()) {
            put(values, setting.property(), source);
        }
        source.names().forEach(name -> put(values, name, source));
        return PropertySource.of(values);
    }

    private static void put(Map<String, String> values, String name, PropertySource source) {
        String value = source.value(name);
        if (value != null) {
            values.put(name, value);
        }
    }

    /** The settings made last. */
    static Settings current() {
        return current;
    }

    /** How long ago the program's own code began to run. */
    static long millisSinceBegin() {
        return (System.nanoTime() - BEGAN_NANOS) / 1_000_000;
    }

    static Settings settings(Map<Setting, GivenFlag> flags, PropertySource properties) {
        Settings settings = new SettingsLoader(System.getenv()).load(flags, properties);
        AccountPlan.of(settings);
        return settings;
    }

    /** System properties and environment variables: what there is before Quarkus starts. */
    static PropertySource processProperties() {
        Map<String, String> found = new HashMap<>();
        System.getenv().forEach((name, value) -> {
            if (name.toUpperCase(Locale.ROOT).startsWith("QUOLL_")) {
                found.put(name, value);
            }
        });
        System.getProperties().stringPropertyNames().stream()
                .filter(name -> name.startsWith("quoll."))
                .forEach(name -> found.put(name, System.getProperty(name)));
        return PropertySource.of(found);
    }
}
