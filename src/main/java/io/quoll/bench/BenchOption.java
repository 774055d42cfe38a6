package io.quoll.bench;

import static io.quoll.bench.BenchMode.PUB;
import static io.quoll.bench.BenchMode.PUBSUB;
import static io.quoll.bench.BenchMode.REPLY;
import static io.quoll.bench.BenchMode.REQUEST;
import static io.quoll.bench.BenchMode.SUB;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** Every option, with the modes that know it. The parser and the help read the same list. */
enum BenchOption {
    SERVER("server", "URL", "nats://[user:password@|token@]host:port (default 127.0.0.1:4222), also -s"),
    USER("user", "NAME", "user name"),
    PASSWORD("password", "WORD", "password"),
    TOKEN("token", "TOKEN", "authentication token"),
    SUBJECT("subject", "NAME", "subject (default quoll.bench)"),
    SUBJECTS("subjects", "K", "spread over K subjects NAME.0, NAME.1, …; subscribers take NAME.*"),
    MSGS("msgs", "N", "messages in all (default 1m; reply: no end); 10k and 1m are understood"),
    DURATION("duration", "TIME", "run for a time instead of a number of messages: 500ms, 10s, 2m"),
    SIZE("size", "BYTES", "payload bytes (default 128); 4k is 4096", PUB, PUBSUB, REQUEST),
    PUBLISHERS(
            "pub", "N", "publishing or requesting connections, each its own thread (default 1)", PUB, PUBSUB, REQUEST),
    SUBSCRIBERS("sub", "N", "subscribing or replying connections, each its own thread (default 1)", SUB, PUBSUB, REPLY),
    QUEUE("queue", "GROUP", "share the messages in a queue group (reply: default bench)", SUB, PUBSUB, REPLY),
    RATE("rate", "R", "messages per second in all, evenly paced (default: no limit)", PUB, PUBSUB, REQUEST),
    BATCH("batch", "N", "messages per write (default: as many as fit 64 KB)", PUB, PUBSUB),
    HEADERS("headers", null, "send each message with a header", PUB, PUBSUB, REQUEST),
    IN_FLIGHT("inflight", "N", "open requests per connection (default 1)", REQUEST),
    TIMEOUT("timeout", "TIME", "give up after this long without progress (default 60s; reply: never)"),
    JSON("json", null, "print the result as one line of JSON"),
    PROGRESS("progress", null, "print a progress line each second, also when this is no terminal"),
    NO_PROGRESS("no-progress", null, "print no progress");

    private final String option;
    private final @Nullable String value;
    private final String meaning;

    @SuppressWarnings("ImmutableEnumChecker") // made by List.of
    private final List<BenchMode> modes;

    BenchOption(String option, @Nullable String value, String meaning, BenchMode... modes) {
        this.option = option;
        this.value = value;
        this.meaning = meaning;
        this.modes = List.of(modes.length == 0 ? BenchMode.values() : modes);
    }

    String option() {
        return option;
    }

    /** The placeholder of its value in the help, or null for a switch. */
    @Nullable
    String value() {
        return value;
    }

    String meaning() {
        return meaning;
    }

    boolean isKnownTo(BenchMode mode) {
        return modes.contains(mode);
    }

    /** The option of this name without dashes; {@code s} is short for {@code server}. */
    static @Nullable BenchOption of(String name) {
        for (BenchOption option : values()) {
            if (option.option.equals(name)) {
                return option;
            }
        }
        return name.equals("s") ? SERVER : null;
    }
}
