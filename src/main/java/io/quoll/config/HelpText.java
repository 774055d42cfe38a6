package io.quoll.config;

import java.util.List;
import java.util.stream.Collectors;

/** The text of {@code --help}, made from the catalogue of settings. */
final class HelpText {

    private static final int COLUMN = 38;

    private HelpText() {}

    static String text() {
        StringBuilder text = new StringBuilder("Usage: quoll [flags]\n\nFlags:\n");
        for (Setting setting : Setting.values()) {
            if (!setting.flags().isEmpty()) {
                line(text, flags(setting), meaning(setting));
            }
        }
        line(text, "-DV, -DVV", "Debug and trace");
        line(text, "-VV", "Trace");
        line(text, "-t", "Check the configuration and end");
        line(
                text,
                "-sl, --signal <signal>=<process>",
                "Send stop, quit, term or ldm to a server, by its process id or file");
        line(text, "-v, --version", "Show the version and end");
        line(text, "-h, --help", "Show this text and end");
        text.append("\nA flag wins over a property (quoll.port, or QUOLL_PORT in the environment),\n")
                .append("a property over the configuration file.\n");
        return text.toString();
    }

    private static String flags(Setting setting) {
        List<String> flags = setting.flags();
        String value = setting.type() == ValueType.BOOLEAN ? "" : " <" + setting.typeName() + ">";
        return flags.stream().map(HelpText::dashed).collect(Collectors.joining(", ")) + value;
    }

    /** Short flags are shown with one dash, long ones with two; either is understood. */
    static String dashed(String flag) {
        return (flag.length() <= 2 ? "-" : "--") + flag;
    }

    private static String meaning(Setting setting) {
        return setting.defaultText()
                .filter(text -> setting.type() != ValueType.BOOLEAN)
                .map(text -> setting.meaning() + " (default " + text + ")")
                .orElse(setting.meaning());
    }

    private static void line(StringBuilder text, String flags, String meaning) {
        text.append("  ").append(flags);
        if (flags.length() >= COLUMN) {
            text.append('\n').append(" ".repeat(COLUMN + 2));
        } else {
            text.append(" ".repeat(COLUMN - flags.length()));
        }
        text.append(meaning).append('\n');
    }
}
