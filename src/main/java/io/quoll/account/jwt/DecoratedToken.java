package io.quoll.account.jwt;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A token as it stands in a file: bare, or between lines of dashes that say what it is. */
public final class DecoratedToken {

    private static final Pattern DECORATED =
            Pattern.compile("-{3,}[^\\n]*-{3,}\\r?\\n\\s*([\\w\\-.=]+)\\s*\\r?\\n-{3,}");

    private DecoratedToken() {}

    public static String bare(String content) {
        Matcher decorated = DECORATED.matcher(content);
        return decorated.find() ? decorated.group(1) : content.strip();
    }
}
