package io.quoll.config;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** Takes the settings out of a configuration file and judges every key in it. */
final class FileLayer {

    private static final String AUTHORIZATION = "authorization";
    private static final String JETSTREAM = "jetstream";
    private static final List<String> KNOWN_KEYS = Arrays.stream(Setting.values())
            .flatMap(setting -> setting.fileKeys().stream())
            .map(key -> key.indexOf('.') < 0 ? key : key.substring(0, key.indexOf('.')))
            .distinct()
            .toList();
    private static final List<String> AUTHORIZATION_KEYS = Arrays.stream(Setting.values())
            .flatMap(setting -> setting.fileKeys().stream())
            .filter(key -> key.startsWith(AUTHORIZATION + "."))
            .map(key -> key.substring(AUTHORIZATION.length() + 1))
            .toList();

    private static final List<String> JETSTREAM_KEYS = Arrays.stream(Setting.values())
            .flatMap(setting -> setting.fileKeys().stream())
            .filter(key -> key.startsWith(JETSTREAM + "."))
            .map(key -> key.substring(key.lastIndexOf('.') + 1))
            .toList();

    private final Layer layer = new Layer();
    private final List<Notice> notices = new ArrayList<>();

    FileLayer(ConfigValue.Block root) {
        root.entries().values().forEach(this::topLevel);
    }

    Layer layer() {
        return layer;
    }

    List<Notice> notices() {
        return List.copyOf(notices);
    }

    private void topLevel(ConfigEntry entry) {
        String key = ForeignKey.lower(entry.key());
        Optional<Setting> setting = Setting.ofFileKey(key);
        if (key.equals(AUTHORIZATION)) {
            authorization(entry);
        } else if (key.equals(JETSTREAM) && entry.value() instanceof ConfigValue.Block block) {
            layer.put(Setting.JETSTREAM, true, block.origin());
            jetStream(JETSTREAM, block);
        } else if (setting.isPresent() && key.indexOf('.') < 0) {
            layer.put(setting.get(), entry.value());
        } else if (ForeignKey.of(key) == ForeignKey.NOTICED) {
            notices.add(Notice.notBuilt(entry.position(), entry.key()));
        } else {
            ForeignKey.refuseUnlessReferenced(key, entry, KNOWN_KEYS);
        }
    }

    private void authorization(ConfigEntry entry) {
        if (!(entry.value() instanceof ConfigValue.Block block)) {
            throw new ConfigException(entry.value().origin(), "authorization must be a block");
        }
        for (ConfigEntry inner : block.entries().values()) {
            String path = AUTHORIZATION + "." + ForeignKey.lower(inner.key());
            Optional<Setting> setting = Setting.ofFileKey(path);
            if (setting.isPresent()) {
                layer.put(setting.get(), inner.value());
            } else {
                ForeignKey.refuseUnlessReferenced(path, inner, AUTHORIZATION_KEYS);
            }
        }
    }

    /** The block alone turns streams on. */
    private void jetStream(String path, ConfigValue.Block block) {
        for (ConfigEntry inner : block.entries().values()) {
            String key = path + "." + ForeignKey.lower(inner.key());
            Optional<Setting> setting = Setting.ofFileKey(key);
            if (setting.isPresent()) {
                layer.put(setting.get(), inner.value());
            } else if (inner.value() instanceof ConfigValue.Block nested && ForeignKey.of(key) == null) {
                jetStream(key, nested);
            } else if (ForeignKey.of(key) == ForeignKey.NOTICED) {
                notices.add(Notice.notBuilt(inner.position(), key));
            } else {
                ForeignKey.refuseUnlessReferenced(key, inner, JETSTREAM_KEYS);
            }
        }
    }
}
