package io.quoll.config;

/**
 * A key and its value.
 *
 * @param referenced whether a variable took its value from here; such a key need not be the name of a setting
 */
record ConfigEntry(String key, Position position, ConfigValue value, boolean referenced) {

    ConfigEntry(String key, Position position, ConfigValue value) {
        this(key, position, value, false);
    }

    ConfigEntry asReferenced() {
        return new ConfigEntry(key, position, value, true);
    }
}
