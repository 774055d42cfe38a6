package io.quoll.bench;

import java.util.Locale;

/** What {@code --help} prints, made of the modes and options themselves. */
final class BenchHelp {

    private BenchHelp() {}

    static String general() {
        StringBuilder text = new StringBuilder("Usage: quoll bench MODE [options]\n\n");
        text.append("Measures any NATS server from outside.\n\nModes:\n");
        for (BenchMode mode : BenchMode.values()) {
            text.append(String.format(Locale.ROOT, "  %-9s %s%n", mode.word(), mode.purpose()));
        }
        return text.append("\nOptions of a mode: quoll bench MODE --help\n").toString();
    }

    static String of(BenchMode mode) {
        StringBuilder text = new StringBuilder("Usage: quoll bench " + mode.word() + " [options]\n\n");
        text.append(sentence(mode.purpose())).append("\n\nOptions:\n");
        for (BenchOption option : BenchOption.values()) {
            if (option.isKnownTo(mode)) {
                String value = option.value() == null ? "" : " " + option.value();
                text.append(String.format(Locale.ROOT, "  --%-16s %s%n", option.option() + value, option.meaning()));
            }
        }
        return text.append("\nExit status: 0 done, 1 the run failed, 2 the options make no sense.\n")
                .toString();
    }

    private static String sentence(String purpose) {
        return purpose.substring(0, 1).toUpperCase(Locale.ROOT) + purpose.substring(1) + ".";
    }
}
