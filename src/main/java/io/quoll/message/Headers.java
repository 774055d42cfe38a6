package io.quoll.message;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The headers of a message: names as written, several values a name, and the inline status a server may send. Immutable.
 *
 * <pre>
 *   NATS/1.0[ status[ description]]\r\n
 *   Name: value\r\n
 *   ...
 *   \r\n
 * </pre>
 */
public final class Headers {

    public static final Headers NONE = new Headers(0, "", Map.of());

    private static final String VERSION = "NATS/1.0";
    private static final byte[] NOTHING = {};

    private final int status;
    private final String description;
    private final Map<String, List<String>> values;

    private Headers(int status, String description, Map<String, List<String>> values) {
        this.status = status;
        this.description = description;
        this.values = values;
    }

    /**
     * @throws IllegalArgumentException for a name or value that would break out of its line
     */
    public static Headers of(Map<String, List<String>> values) {
        if (values.isEmpty()) {
            return NONE;
        }
        Map<String, List<String>> copy = new LinkedHashMap<>();
        values.forEach((name, list) -> {
            if (name.isEmpty() || !name.chars().allMatch(c -> c > ' ' && c < 127 && c != ':')) {
                throw new IllegalArgumentException("not a header name: '" + name + "'");
            }
            if (list.stream().anyMatch(v -> v.indexOf('\r') >= 0 || v.indexOf('\n') >= 0)) {
                throw new IllegalArgumentException("the value of header " + name + " has a line break in it");
            }
            copy.put(name, List.copyOf(list));
        });
        return new Headers(0, "", copy);
    }

    /** Headers with an inline status, as only a server sends them. */
    public static Headers ofStatus(int status, String description, Map<String, List<String>> values) {
        return new Headers(status, description, of(values).values);
    }

    /**
     * Reads a header block as leniently as clients do: a line without a colon is passed over.
     */
    public static Headers parse(byte[] block) {
        String[] lines = new String(block, StandardCharsets.UTF_8).split("\r\n", -1);
        int status = 0;
        String description = "";
        String first = lines[0].startsWith(VERSION)
                ? lines[0].substring(VERSION.length()).strip()
                : "";
        if (!first.isEmpty()) {
            int gap = first.indexOf(' ');
            String code = gap < 0 ? first : first.substring(0, gap);
            if (code.length() == 3 && code.chars().allMatch(Character::isDigit)) {
                status = Integer.parseInt(code);
                description = gap < 0 ? "" : first.substring(gap + 1).strip();
            }
        }
        Map<String, List<String>> values = new LinkedHashMap<>();
        for (int i = 1; i < lines.length; i++) {
            int colon = lines[i].indexOf(':');
            if (colon > 0) {
                values.computeIfAbsent(lines[i].substring(0, colon), k -> new ArrayList<>())
                        .add(lines[i].substring(colon + 1).strip());
            }
        }
        values.replaceAll((name, list) -> List.copyOf(list));
        return new Headers(status, description, values);
    }

    /** The inline status, 0 where there is none. */
    public int status() {
        return status;
    }

    public String description() {
        return description;
    }

    public boolean isEmpty() {
        return status == 0 && values.isEmpty();
    }

    public @Nullable String first(String name) {
        List<String> list = values.get(name);
        return list == null || list.isEmpty() ? null : list.get(0);
    }

    public List<String> all(String name) {
        return values.getOrDefault(name, List.of());
    }

    public Map<String, List<String>> asMap() {
        return Collections.unmodifiableMap(values);
    }

    /** The block as it stands on the wire; empty where there are no headers. */
    public byte[] toBytes() {
        if (isEmpty()) {
            return NOTHING;
        }
        StringBuilder block = new StringBuilder(VERSION);
        if (status != 0) {
            block.append(' ').append(status);
            if (!description.isEmpty()) {
                block.append(' ').append(description);
            }
        }
        block.append("\r\n");
        values.forEach((name, list) ->
                list.forEach(v -> block.append(name).append(": ").append(v).append("\r\n")));
        return block.append("\r\n").toString().getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Headers that
                && status == that.status
                && description.equals(that.description)
                && values.equals(that.values);
    }

    @Override
    public int hashCode() {
        return 31 * status + values.hashCode();
    }

    @Override
    public String toString() {
        return (status == 0 ? "" : status + " ") + values;
    }
}
