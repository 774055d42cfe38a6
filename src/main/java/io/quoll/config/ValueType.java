package io.quoll.config;

import java.nio.file.Path;
import java.util.Locale;
import java.util.function.Function;

/** What the value of a setting must look like, whichever way it came in. The text is what the documents call it. */
enum ValueType {
    TEXT("string") {
        @Override
        Object read(String name, ConfigValue value) {
            return textOf(name, value);
        }
    },
    PATH("path") {
        @Override
        Object read(String name, ConfigValue value) {
            return convert(name, value, Path::of);
        }
    },
    BOOLEAN("boolean") {
        @Override
        Object read(String name, ConfigValue value) {
            return convert(name, value, ValueType::truth);
        }
    },
    PORT("port") {
        @Override
        Object read(String name, ConfigValue value) {
            return convert(name, value, HostPort::port);
        }
    },
    /** How many, at least one. */
    COUNT("int") {
        @Override
        Object read(String name, ConfigValue value) {
            return (int) number(name, value, 1, Integer.MAX_VALUE);
        }
    },
    /** How many at most; zero and, for a few, minus one have a meaning of their own. */
    LIMIT("int") {
        @Override
        Object read(String name, ConfigValue value) {
            return (int) number(name, value, -1, Integer.MAX_VALUE);
        }
    },
    /** Bytes that must fit one buffer. */
    SIZE("size") {
        @Override
        Object read(String name, ConfigValue value) {
            return (int) number(name, value, 1, Integer.MAX_VALUE);
        }
    },
    /** Bytes of which there may be more than any one buffer holds. */
    LARGE_SIZE("size") {
        @Override
        Object read(String name, ConfigValue value) {
            return number(name, value, 1, Long.MAX_VALUE);
        }
    },
    /** From nothing to all. */
    RATIO("ratio") {
        @Override
        Object read(String name, ConfigValue value) {
            return convert(name, value, Ratio::parse);
        }
    },
    DURATION("duration") {
        @Override
        Object read(String name, ConfigValue value) {
            return convert(name, value, TimeSpan::parse);
        }
    },
    ADDRESS("host:port") {
        @Override
        Object read(String name, ConfigValue value) {
            return convert(name, value, HostPort::parse);
        }
    },
    URL("URL") {
        @Override
        Object read(String name, ConfigValue value) {
            return convert(name, value, WebAddress::parse);
        }
    },
    TEXTS("list") {
        @Override
        Object read(String name, ConfigValue value) {
            return Listing.texts(name, value);
        }
    },
    PAIRS("key and value pairs") {
        @Override
        Object read(String name, ConfigValue value) {
            return Listing.pairs(name, value);
        }
    },
    USERS("users") {
        @Override
        Object read(String name, ConfigValue value) {
            return Listing.users(name, value);
        }
    },
    TLS("block") {
        @Override
        Object read(String name, ConfigValue value) {
            return TlsBlock.read(name, value);
        }
    },
    WEBSOCKET("block") {
        @Override
        Object read(String name, ConfigValue value) {
            return WebSocketBlock.read(name, value);
        }
    },
    PUSH_ENDPOINTS("block") {
        @Override
        Object read(String name, ConfigValue value) {
            return PushBlock.read(name, value);
        }
    },
    PERMISSIONS("permissions") {
        @Override
        Object read(String name, ConfigValue value) {
            return PermissionReader.read(name, value);
        }
    },
    ACCOUNTS("accounts") {
        @Override
        Object read(String name, ConfigValue value) {
            return AccountReader.readAll(name, value);
        }
    },
    MAPPINGS("mappings") {
        @Override
        Object read(String name, ConfigValue value) {
            return MappingReader.readAll(name, value);
        }
    },
    AUTH_CALLOUT("block") {
        @Override
        Object read(String name, ConfigValue value) {
            return AuthCalloutBlock.read(name, value);
        }
    },
    RESOLVER("MEMORY or block") {
        @Override
        Object read(String name, ConfigValue value) {
            return ResolverBlock.read(name, value);
        }
    };

    private final String shown;

    ValueType(String shown) {
        this.shown = shown;
    }

    /** Converts what was written; what cannot be converted is a {@link ConfigException} at the value's origin. */
    abstract Object read(String name, ConfigValue value);

    String shown() {
        return shown;
    }

    static String textOf(String name, ConfigValue value) {
        if (value instanceof ConfigValue.Text text) {
            return text.text();
        }
        String found = value instanceof ConfigValue.Items ? "a list" : "a block";
        throw new ConfigException(value.origin(), name + " must be a single value, not " + found);
    }

    private static <T> T convert(String name, ConfigValue value, Function<String, T> conversion) {
        try {
            return conversion.apply(textOf(name, value).strip());
        } catch (IllegalArgumentException e) {
            throw new ConfigException(value.origin(), name + ": " + e.getMessage());
        }
    }

    private static long number(String name, ConfigValue value, long least, long most) {
        long number = convert(name, value, Quantity::parse);
        if (number < least || number > most) {
            throw new ConfigException(
                    value.origin(), name + ": " + number + " is not between " + least + " and " + most);
        }
        return number;
    }

    private static Boolean truth(String text) {
        return switch (text.toLowerCase(Locale.ROOT)) {
            case "true", "on", "yes", "enabled", "enable" -> true;
            case "false", "off", "no", "disabled", "disable" -> false;
            default -> throw new IllegalArgumentException("'" + text + "' is neither true nor false");
        };
    }
}
