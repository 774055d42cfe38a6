package io.quoll.config;

import java.util.List;
import java.util.stream.Collectors;

/** The page {@code src/docs/settings.md}, made from the catalogue. */
final class SettingsTable {

    private static final String INTRODUCTION = """
            # Settings

            Made from `io.quoll.config.Setting`; `./mvnw test -Dtest=SettingsTableTest -Ddocs.write=true` writes it anew.

            A flag wins over a property, a property over the configuration file, the file over the default. The file has the
            format of nats-server; a key with a dot stands in a block, `authorization.user` in `authorization { user: … }`.
            Flags take one dash or two. Sizes may end in `k`, `m`, `g`, `t` for powers of 1000 or in `kb`, `kib` and so on for
            powers of 1024. Durations are written like `300ms`, `2s` or `1m30s`; a plain number counts seconds. A reloadable
            setting takes effect when a running server reads its file again.

            """;

    private SettingsTable() {}

    static String markdown() {
        StringBuilder page = new StringBuilder(INTRODUCTION)
                .append(
                        "| In the file | Flag | Property | Environment variable | Type | Default | Reloadable | Meaning |\n")
                .append("|---|---|---|---|---|---|---|---|\n");
        for (Setting setting : Setting.values()) {
            List<String> flags = setting.flags().stream().map(HelpText::dashed).toList();
            page.append("| ")
                    .append(String.join(
                            " | ",
                            code(setting.fileKeys()),
                            code(flags),
                            code(List.of(setting.property())),
                            code(List.of(setting.environmentVariable())),
                            setting.typeName(),
                            code(setting.defaultText().stream().toList()),
                            setting.reloadable() ? "yes" : "no",
                            setting.meaning()))
                    .append(" |\n");
        }
        return page.toString();
    }

    private static String code(List<String> words) {
        return words.stream().map(word -> "`" + word + "`").collect(Collectors.joining(" "));
    }
}
