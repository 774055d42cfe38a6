package io.quoll.config;

import java.util.EnumMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The settings one source gave, already converted. Later values of the same setting replace earlier ones. */
final class Layer {

    /** A converted value and where it was given. */
    record Given(Object value, Origin origin) {}

    private final Map<Setting, Given> given = new EnumMap<>(Setting.class);

    void put(Setting setting, ConfigValue value) {
        Object converted = setting.type().read(setting.key(), value);
        if (converted instanceof HostPort address) {
            if (address.host() != null) {
                put(hostOf(setting), address.host(), value.origin());
            }
            put(portOf(setting), address.port(), value.origin());
        } else {
            put(setting, converted, value.origin());
        }
    }

    private static Setting hostOf(Setting address) {
        return switch (address) {
            case HTTP -> Setting.HTTP_HOST;
            case HTTP_API -> Setting.HTTP_API_HOST;
            default -> Setting.HOST;
        };
    }

    private static Setting portOf(Setting address) {
        return switch (address) {
            case HTTP -> Setting.HTTP_PORT;
            case HTTP_API -> Setting.HTTP_API_PORT;
            default -> Setting.PORT;
        };
    }

    void put(Setting setting, Object converted, Origin origin) {
        given.put(setting, new Given(converted, origin));
    }

    /** Lays another layer over this one. */
    void cover(Layer upper) {
        given.putAll(upper.given);
    }

    @Nullable
    Given get(Setting setting) {
        return given.get(setting);
    }

    Map<Setting, Given> given() {
        return Map.copyOf(given);
    }
}
