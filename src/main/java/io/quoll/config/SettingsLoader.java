package io.quoll.config;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Puts the sources over each other: flags over properties over the file over the defaults. Used by the thread that
 * starts the server, and again whenever the configuration is read anew.
 */
public final class SettingsLoader {

    private static final Layer DEFAULTS = defaults();

    private final Map<String, String> environment;

    /** @param environment what the variables of a file may refer to */
    public SettingsLoader(Map<String, String> environment) {
        this.environment = Map.copyOf(environment);
    }

    /** Reads everything there is; whatever is wrong with it is a {@link ConfigException}. */
    public Settings load(Map<Setting, GivenFlag> flags, PropertySource properties) {
        Layer upper = PropertyLayer.read(properties);
        upper.cover(flagLayer(flags));
        Layer.@Nullable Given file = upper.get(Setting.CONFIG);
        if (file == null) {
            return settings(new Layer(), upper, List.of());
        }
        FileLayer read = new FileLayer(ConfigFile.read((Path) file.value(), file.origin(), environment));
        return settings(read.layer(), upper, read.notices());
    }

    /** Reads the text of a file instead of a file; {@code name} is what errors call it. */
    public Settings loadText(String name, String text, Map<Setting, GivenFlag> flags, PropertySource properties) {
        Layer upper = PropertyLayer.read(properties);
        upper.cover(flagLayer(flags));
        FileLayer read = new FileLayer(ConfigFile.parse(name, text, environment));
        return settings(read.layer(), upper, read.notices());
    }

    private static Settings settings(Layer file, Layer upper, List<Notice> fileNotices) {
        Layer merged = new Layer();
        merged.cover(DEFAULTS);
        merged.cover(file);
        merged.cover(upper);
        return new Settings(merged, fileNotices);
    }

    private static Layer flagLayer(Map<Setting, GivenFlag> flags) {
        Layer layer = new Layer();
        flags.forEach((setting, flag) -> layer.put(setting, flag.toValue()));
        return layer;
    }

    private static Layer defaults() {
        Layer layer = new Layer();
        Origin origin = new Origin.Default();
        for (Setting setting : Setting.values()) {
            setting.defaultText().ifPresent(text -> layer.put(setting, new ConfigValue.Text(text, origin)));
        }
        return layer;
    }
}
