package io.quoll.http;

import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The header {@code Accept}: which of some media types a client likes best. */
final class Accept {

    private Accept() {}

    /** The type with the highest quality, the earlier one of equals, or {@code null} if none is acceptable. */
    static @Nullable String best(@Nullable String header, List<String> offered) {
        if (header == null || header.isBlank()) {
            return offered.get(0);
        }
        String best = null;
        double bestQuality = 0;
        for (String type : offered) {
            double quality = quality(header, type);
            if (quality > bestQuality) {
                best = type;
                bestQuality = quality;
            }
        }
        return best;
    }

    /** The quality that the most specific range gives the type. */
    private static double quality(String header, String type) {
        double quality = 0;
        int specificity = -1;
        for (String part : header.split(",", -1)) {
            String[] pieces = part.split(";", -1);
            int found = specificity(pieces[0].strip().toLowerCase(Locale.ROOT), type);
            if (found > specificity) {
                specificity = found;
                quality = quality(pieces);
            }
        }
        return quality;
    }

    private static int specificity(String range, String type) {
        if (range.equals(type)) {
            return 2;
        }
        if (range.endsWith("/*") && type.startsWith(range.substring(0, range.length() - 1))) {
            return 1;
        }
        return range.equals("*/*") ? 0 : -1;
    }

    private static double quality(String[] pieces) {
        for (int i = 1; i < pieces.length; i++) {
            String parameter = pieces[i].strip();
            if (parameter.startsWith("q=") || parameter.startsWith("Q=")) {
                try {
                    return Double.parseDouble(parameter.substring(2));
                } catch (NumberFormatException e) {
                    return 0;
                }
            }
        }
        return 1;
    }
}
