package io.quoll.config;

import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Where properties {@code quoll.*} are looked up. The server answers from the configuration of its framework. */
public interface PropertySource {

    /** The value of a property, or null where nobody set it. */
    @Nullable
    String value(String name);

    /**
     * Every name set that begins with {@code quoll.} or, taken from the environment as it is, {@code QUOLL_}. Names
     * that differ only in dots, dashes, underscores or case are the same, as environment variables cannot tell them
     * apart.
     */
    Set<String> names();

    static PropertySource none() {
        return of(Map.of());
    }

    static PropertySource of(Map<String, String> properties) {
        Map<String, String> copy = Map.copyOf(properties);
        return new PropertySource() {
            @Override
            public @Nullable String value(String name) {
                return copy.get(name);
            }

            @Override
            public Set<String> names() {
                return copy.keySet();
            }
        };
    }
}
