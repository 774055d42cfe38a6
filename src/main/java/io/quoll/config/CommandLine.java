package io.quoll.config;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The flags of nats-server, in any order, with one dash or two, their values behind a blank or an equals sign. Called
 * once when the program starts; judges words only and touches neither files nor the environment.
 */
public final class CommandLine {

    /** What the program is to do. */
    public sealed interface Outcome permits Run, Check, Signal, Version, Help, Failure {}

    /** Start the server. */
    public record Run(Map<Setting, GivenFlag> flags, List<Notice> notices) implements Outcome {
        public Run {
            flags = Map.copyOf(flags);
            notices = List.copyOf(notices);
        }
    }

    /** Read the configuration, say whether it is right, and end. */
    public record Check(Map<Setting, GivenFlag> flags, List<Notice> notices) implements Outcome {
        public Check {
            flags = Map.copyOf(flags);
            notices = List.copyOf(notices);
        }
    }

    /** Tell a running server something, and end. The process is its id or the file that holds it. */
    public record Signal(ServerSignal signal, String process) implements Outcome {}

    /** Print the version and end. */
    public record Version() implements Outcome {}

    /** Print the text and end. */
    public record Help(String text) implements Outcome {}

    /** Print the message as an error and end. */
    public record Failure(String message) implements Outcome {}

    /** What a flag without a setting of its own stands for. */
    private enum Foreign {
        HELP,
        VERSION,
        CHECK,
        SIGNAL,
        REFUSED,
        NOTICED_ALONE,
        NOTICED_WITH_VALUE
    }

    private static final Pattern BLANK = Pattern.compile(" ");
    private static final Map<String, Foreign> FOREIGN = foreign();
    private static final Map<String, List<Setting>> COMBINED = Map.of(
            "DV", List.of(Setting.DEBUG, Setting.TRACE),
            "DVV", List.of(Setting.DEBUG, Setting.TRACE),
            "VV", List.of(Setting.TRACE));

    private final List<String> arguments;
    private final Map<Setting, GivenFlag> flags = new EnumMap<>(Setting.class);
    private final List<Notice> notices = new ArrayList<>();
    private boolean help;
    private boolean version;
    private boolean check;
    private @Nullable Signal signal;

    private CommandLine(List<String> arguments) {
        this.arguments = arguments;
    }

    public static Outcome parse(List<String> arguments) {
        CommandLine line = new CommandLine(arguments);
        try {
            line.read();
        } catch (ConfigException e) {
            return new Failure(e.getMessage() + System.lineSeparator() + "See quoll --help for the flags there are.");
        }
        if (line.help) {
            return new Help(HelpText.text());
        }
        if (line.version) {
            return new Version();
        }
        if (line.signal != null) {
            return line.signal;
        }
        return line.check ? new Check(line.flags, line.notices) : new Run(line.flags, line.notices);
    }

    private void read() {
        int next = 0;
        while (next < arguments.size()) {
            String argument = arguments.get(next++);
            if (argument.length() < 2 || argument.charAt(0) != '-') {
                word(argument);
                continue;
            }
            String written = argument;
            @Nullable String value = null;
            int equals = argument.indexOf('=');
            if (equals > 0) {
                written = argument.substring(0, equals);
                value = argument.substring(equals + 1);
            }
            String name = written.substring(written.startsWith("--") ? 2 : 1);
            Origin origin = new Origin.Flag(written);
            if (value == null && takesValue(name)) {
                if (next == arguments.size()) {
                    throw new ConfigException(origin, "this flag needs a value");
                }
                value = arguments.get(next++);
            }
            flag(name, written, origin, value);
        }
    }

    /** A word that is no flag; nats-server knows two of them. */
    private void word(String word) {
        switch (word) {
            case "help" -> help = true;
            case "version" -> version = true;
            default -> throw new ConfigException(new Origin.Flag(word), "this is neither a flag nor the value of one");
        }
    }

    private static boolean takesValue(String name) {
        return Setting.ofFlag(name)
                        .filter(setting -> setting.type() != ValueType.BOOLEAN)
                        .isPresent()
                || FOREIGN.get(name) == Foreign.NOTICED_WITH_VALUE
                || FOREIGN.get(name) == Foreign.SIGNAL;
    }

    private void flag(String name, String written, Origin origin, @Nullable String value) {
        List<Setting> settings =
                COMBINED.getOrDefault(name, Setting.ofFlag(name).stream().toList());
        for (Setting setting : settings) {
            GivenFlag given = new GivenFlag(written, value == null ? "true" : value);
            setting.type().read(setting.key(), given.toValue());
            flags.put(setting, given);
        }
        if (settings.isEmpty()) {
            foreign(name, written, origin, value);
        }
    }

    private void foreign(String name, String written, Origin origin, @Nullable String value) {
        Foreign foreign = FOREIGN.get(name);
        if (foreign == null) {
            throw new ConfigException(origin, "unknown flag" + Suggestion.asQuestion(name, allFlags()));
        }
        switch (foreign) {
            case HELP -> help = isOn(name, origin, value);
            case VERSION -> version = isOn(name, origin, value);
            case CHECK -> check = isOn(name, origin, value);
            case SIGNAL -> signal = signal(origin, value == null ? "" : value);
            case REFUSED -> throw ForeignKey.refusal(written, origin);
            case NOTICED_ALONE, NOTICED_WITH_VALUE -> notices.add(Notice.notBuilt(origin, name));
        }
    }

    private static Signal signal(Origin origin, String value) {
        int equals = value.indexOf('=');
        String word = equals < 0 ? value : value.substring(0, equals);
        ServerSignal signal = ServerSignal.of(word)
                .orElseThrow(() -> new ConfigException(
                        origin, "'" + word + "' is none of " + String.join(", ", ServerSignal.words())));
        if (equals < 0 || equals == value.length() - 1) {
            throw new ConfigException(origin, "to which server? " + value + "=<process id, or file with it>");
        }
        return new Signal(signal, value.substring(equals + 1));
    }

    private static boolean isOn(String name, Origin origin, @Nullable String value) {
        return value == null
                || ValueType.BOOLEAN
                        .read(name, new ConfigValue.Text(value, origin))
                        .equals(true);
    }

    private static Set<String> allFlags() {
        Set<String> all = new TreeSet<>(FOREIGN.keySet());
        all.addAll(COMBINED.keySet());
        Stream.of(Setting.values()).forEach(setting -> all.addAll(setting.flags()));
        return all;
    }

    private static Map<String, Foreign> foreign() {
        Map<String, Foreign> foreign = new HashMap<>();
        add(foreign, Foreign.HELP, "h help");
        add(foreign, Foreign.VERSION, "v version");
        add(foreign, Foreign.CHECK, "t");
        add(foreign, Foreign.SIGNAL, "sl signal");
        add(foreign, Foreign.REFUSED, "help_tls ms https_port");
        add(foreign, Foreign.NOTICED_WITH_VALUE, "cluster cluster_listen cluster_name cluster_advertise routes");
        add(foreign, Foreign.NOTICED_WITH_VALUE, "connect_retries r remote_syslog log_size_limit profile");
        add(foreign, Foreign.NOTICED_ALONE, "no_advertise s syslog logtime_utc");
        return Map.copyOf(foreign);
    }

    private static void add(Map<String, Foreign> all, Foreign kind, String names) {
        BLANK.splitAsStream(names).forEach(name -> all.put(name, kind));
    }
}
