package io.quoll.bench;

import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What one run was asked to do: the typed options, checked, with defaults filled in. */
final class BenchOptions {

    /** What the frames of all publishers may take together, so that a wild --subjects is refused and not swapped. */
    static final long MAX_FRAMES_BYTES = 256L << 20;

    private static final int MAX_CONNECTIONS = 10_000;
    private static final int MAX_IN_FLIGHT = 0xFFFF;
    private static final int MAX_PAYLOAD = 64 << 20;
    private static final Pattern COUNT = Pattern.compile("([0-9]+(?:\\.[0-9]+)?)([kKmMgG]?)");
    private static final Pattern TIME = Pattern.compile("([0-9]+(?:\\.[0-9]+)?)(ms|s|m|h)?");

    private final BenchMode mode;
    private final Map<BenchOption, String> given;
    private final ServerAddress server;
    private final String subject;
    private final int subjects;
    private final long messages;
    private final @Nullable Duration duration;
    private final int size;
    private final int publishers;
    private final int subscribers;
    private final @Nullable String queue;
    private final double rate;
    private final int batch;
    private final int inFlight;
    private final @Nullable Duration timeout;

    private BenchOptions(BenchMode mode, Map<BenchOption, String> given) throws UsageException {
        this.mode = mode;
        this.given = given;
        server = ServerAddress.parse(given.getOrDefault(BenchOption.SERVER, "127.0.0.1:4222"))
                .with(given.get(BenchOption.USER), given.get(BenchOption.PASSWORD), given.get(BenchOption.TOKEN));
        subject = subject(given.getOrDefault(BenchOption.SUBJECT, "quoll.bench"), mode == BenchMode.SUB);
        subjects = (int) count(BenchOption.SUBJECTS, 0, 1, 10_000_000);
        if (given.containsKey(BenchOption.DURATION) && given.containsKey(BenchOption.MSGS)) {
            throw new UsageException("--duration and --msgs exclude each other");
        }
        duration = time(BenchOption.DURATION, null);
        boolean endless = duration != null || (mode == BenchMode.REPLY && !given.containsKey(BenchOption.MSGS));
        messages = endless ? Long.MAX_VALUE : count(BenchOption.MSGS, 1_000_000, 1, Long.MAX_VALUE / 1_000_000);
        size = (int) bytes(BenchOption.SIZE, 128, MAX_PAYLOAD);
        publishers = (int) count(BenchOption.PUBLISHERS, 1, 1, MAX_CONNECTIONS);
        subscribers = (int) count(BenchOption.SUBSCRIBERS, 1, 1, MAX_CONNECTIONS);
        queue = queue(given.get(BenchOption.QUEUE), mode);
        rate = count(BenchOption.RATE, 0, 1, 1_000_000_000);
        batch = (int) count(BenchOption.BATCH, 0, 1, 1_000_000);
        inFlight = (int) count(BenchOption.IN_FLIGHT, 1, 1, MAX_IN_FLIGHT);
        timeout = time(BenchOption.TIMEOUT, endless && mode == BenchMode.REPLY ? null : Duration.ofSeconds(60));
        if (mode == BenchMode.REQUEST && rate > 0 && inFlight > 1) {
            throw new UsageException("--rate paces one request at a time: use --pub for more, not --inflight");
        }
        if (mode.publishes()) {
            long frames = (long) subjects() + batch;
            long bytes = frames * (size + PublishFrames.MAX_OVERHEAD + subject.length()) * publishers;
            if (bytes > MAX_FRAMES_BYTES) {
                throw new UsageException("the prepared messages would take " + HumanUnits.bytes(bytes) + ", more than "
                        + HumanUnits.bytes(MAX_FRAMES_BYTES) + ": lower --subjects, --batch, --size or --pub");
            }
        }
    }

    /** Reads the words after the mode. Options have one or two dashes, their value follows after a blank or =. */
    static BenchOptions parse(BenchMode mode, List<String> words) throws UsageException {
        Map<BenchOption, String> given = new EnumMap<>(BenchOption.class);
        for (int i = 0; i < words.size(); i++) {
            String word = words.get(i);
            if (!word.startsWith("-") || word.equals("-") || word.equals("--")) {
                throw new UsageException("bench " + mode.word() + ": " + word + " is not an option");
            }
            String name = word.substring(word.startsWith("--") ? 2 : 1);
            int equals = name.indexOf('=');
            String value = equals < 0 ? null : name.substring(equals + 1);
            BenchOption option = option(mode, equals < 0 ? name : name.substring(0, equals));
            if (option.value() == null) {
                if (value != null) {
                    throw new UsageException("--" + option.option() + " takes no value");
                }
                value = "";
            } else if (value == null) {
                i++;
                if (i == words.size()) {
                    throw new UsageException(
                            "--" + option.option() + " needs a value: --" + option.option() + " " + option.value());
                }
                value = words.get(i);
            }
            given.put(option, value);
        }
        return new BenchOptions(mode, given);
    }

    private static BenchOption option(BenchMode mode, String name) throws UsageException {
        BenchOption option = BenchOption.of(name);
        if (option == null) {
            List<String> known = new ArrayList<>();
            for (BenchOption each : BenchOption.values()) {
                if (each.isKnownTo(mode)) {
                    known.add(each.option());
                }
            }
            String meant = Suggestion.nearest(name, known);
            throw new UsageException("bench " + mode.word() + ": unknown option --" + name
                    + (meant == null ? "" : ", did you mean --" + meant + "?"));
        }
        if (!option.isKnownTo(mode)) {
            throw new UsageException("bench " + mode.word() + " has no option --" + name);
        }
        return option;
    }

    BenchMode mode() {
        return mode;
    }

    ServerAddress server() {
        return server;
    }

    /** The subject as typed. */
    String subject() {
        return subject;
    }

    /** How many subjects to publish to. */
    int subjects() {
        return Math.max(1, subjects);
    }

    /** The subject of one of {@link #subjects()}, from 0. */
    String subject(int index) {
        return subjects == 0 ? subject : subject + "." + index;
    }

    /** What subscribers subscribe to. */
    String pattern() {
        return subjects == 0 ? subject : subject + ".*";
    }

    /** Messages in all, or {@link Long#MAX_VALUE} when time or the user ends the run. */
    long messages() {
        return messages;
    }

    @Nullable
    Duration duration() {
        return duration;
    }

    int size() {
        return size;
    }

    int publishers() {
        return publishers;
    }

    int subscribers() {
        return subscribers;
    }

    @Nullable
    String queue() {
        return queue;
    }

    /** Messages per second of all connections together; 0 means no limit. */
    double rate() {
        return rate;
    }

    /** Messages per write; 0 means as many as fit a buffer. */
    int batch() {
        return batch;
    }

    int inFlight() {
        return inFlight;
    }

    boolean headers() {
        return given.containsKey(BenchOption.HEADERS);
    }

    /** How long nothing may happen, or null for ever. */
    @Nullable
    Duration timeout() {
        return timeout;
    }

    boolean json() {
        return given.containsKey(BenchOption.JSON);
    }

    boolean progress() {
        return given.containsKey(BenchOption.PROGRESS);
    }

    boolean noProgress() {
        return given.containsKey(BenchOption.NO_PROGRESS);
    }

    private static String subject(String typed, boolean wildcards) throws UsageException {
        for (String token : typed.split("\\.", -1)) {
            boolean wildcard = token.equals("*") || token.equals(">");
            if (token.isEmpty() || (wildcard && !wildcards) || token.chars().anyMatch(c -> c <= ' ' || c == 127)) {
                throw new UsageException("--subject: " + typed + " is not a subject"
                        + (wildcard ? " to publish to, it has a wildcard" : ""));
            }
        }
        return typed;
    }

    private static @Nullable String queue(@Nullable String typed, BenchMode mode) throws UsageException {
        if (typed == null) {
            // Several responders without a group would each answer each request.
            return mode == BenchMode.REPLY ? "bench" : null;
        }
        if (typed.isEmpty() || typed.chars().anyMatch(c -> c <= ' ' || c == 127)) {
            throw new UsageException("--queue: the name of a group has no blanks and is not empty");
        }
        return typed;
    }

    private long count(BenchOption option, long otherwise, long least, long most) throws UsageException {
        return number(option, 1000, otherwise, least, most);
    }

    private long bytes(BenchOption option, long otherwise, long most) throws UsageException {
        return number(option, 1024, otherwise, 0, most);
    }

    private long number(BenchOption option, long kilo, long otherwise, long least, long most) throws UsageException {
        String typed = given.get(option);
        if (typed == null) {
            return otherwise;
        }
        Matcher matcher = COUNT.matcher(typed.replace("_", ""));
        if (!matcher.matches()) {
            throw new UsageException("--" + option.option() + ": " + typed + " is not a number such as 500, 10k or 1m");
        }
        double factor =
                switch (matcher.group(2).toLowerCase(Locale.ROOT)) {
                    case "k" -> kilo;
                    case "m" -> kilo * kilo;
                    case "g" -> kilo * kilo * kilo;
                    default -> 1;
                };
        double value = Double.parseDouble(matcher.group(1)) * factor;
        if (value < least || value > most) {
            throw new UsageException(
                    "--" + option.option() + ": " + typed + " is not between " + least + " and " + most);
        }
        return Math.round(value);
    }

    private @Nullable Duration time(BenchOption option, @Nullable Duration otherwise) throws UsageException {
        String typed = given.get(option);
        if (typed == null) {
            return otherwise;
        }
        Matcher matcher = TIME.matcher(typed);
        if (!matcher.matches()) {
            throw new UsageException("--" + option.option() + ": " + typed + " is not a time such as 500ms, 10s or 2m");
        }
        String unit = matcher.group(2);
        double millis =
                switch (unit == null ? "s" : unit) {
                    case "ms" -> 1;
                    case "m" -> 60_000;
                    case "h" -> 3_600_000;
                    default -> 1_000;
                };
        double value = Double.parseDouble(matcher.group(1)) * millis;
        if (value < 1 || value > 1e12) {
            throw new UsageException("--" + option.option() + ": " + typed + " is too short or too long");
        }
        return Duration.ofMillis(Math.round(value));
    }
}
