package io.quoll.config;

import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Says what {@code $NAME} stands for: a key defined earlier in the same block or one around it, else an environment
 * variable. Lives as long as one file and its includes are read.
 */
final class Variables {

    /** The hash of a password, which begins like a variable. */
    private static final Pattern BCRYPT = Pattern.compile("\\$2[abxy]?\\$.*", Pattern.DOTALL);

    private final Map<String, String> environment;
    private final Set<String> resolving = new LinkedHashSet<>();

    Variables(Map<String, String> environment) {
        this.environment = environment;
    }

    /** What the bare text stands for: itself, unless it is the name of a variable. */
    ConfigValue valueOf(String bare, Position position, Scope scope) {
        if (!isReference(bare)) {
            return new ConfigValue.Text(bare, position);
        }
        String name = bare.substring(1);
        ConfigValue defined = scope.refer(name);
        return defined != null ? defined : fromEnvironment(name, position, scope);
    }

    private static boolean isReference(String bare) {
        return bare.startsWith("$") && !BCRYPT.matcher(bare).matches();
    }

    private ConfigValue fromEnvironment(String name, Position position, Scope scope) {
        @Nullable String text = environment.get(name);
        if (text == null) {
            throw new ConfigException(
                    position,
                    "the variable $" + name + " is neither defined before this place nor set in the environment");
        }
        if (!resolving.add(name)) {
            throw new ConfigException(
                    position, "the environment variables " + String.join(", ", resolving) + " refer to each other");
        }
        try {
            return fromText(text, position, scope);
        } finally {
            resolving.remove(name);
        }
    }

    /** A variable of the environment may refer to another one, or hold quotes, a list or a block. */
    private ConfigValue fromText(String text, Position position, Scope scope) {
        String trimmed = text.strip();
        if (isReference(trimmed)) {
            return valueOf(trimmed, position, scope);
        }
        boolean structured = trimmed.startsWith("[") || trimmed.startsWith("{") || trimmed.startsWith("\"");
        if (structured) {
            try {
                return ConfigParser.loneValue(trimmed, position.file(), this, scope);
            } catch (ConfigException e) {
                // A password may begin like a list; what cannot be read as one is taken literally.
                return new ConfigValue.Text(text, position);
            }
        }
        return new ConfigValue.Text(trimmed, position);
    }
}
