package io.quoll.bench;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Writes one line of JSON, field after field. */
final class JsonObject {

    private final StringBuilder text = new StringBuilder("{");

    JsonObject put(String name, @Nullable String value) {
        if (value != null) {
            key(name);
            quote(value);
        }
        return this;
    }

    JsonObject put(String name, long value) {
        key(name).append(value);
        return this;
    }

    JsonObject put(String name, double value) {
        key(name).append(String.format(Locale.ROOT, "%.6f", value).replaceAll("\\.?0+$", ""));
        return this;
    }

    JsonObject put(String name, boolean value) {
        key(name).append(value);
        return this;
    }

    JsonObject put(String name, JsonObject value) {
        key(name).append(value);
        return this;
    }

    private StringBuilder key(String name) {
        if (text.length() > 1) {
            text.append(',');
        }
        quote(name);
        return text.append(':');
    }

    private void quote(String value) {
        text.append('"');
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (c == '"' || c == '\\') {
                text.append('\\').append(c);
            } else if (c < ' ') {
                text.append(String.format(Locale.ROOT, "\\u%04x", (int) c));
            } else {
                text.append(c);
            }
        }
        text.append('"');
    }

    @Override
    public String toString() {
        return text + "}";
    }
}
